import { CollectionName } from '@cstore/contracts'
import { Type } from 'typebox'

/** Ids of other programs' documents may be longer than those that can be made here. */
const AnyDocumentId = Type.String({ minLength: 1, maxLength: 1024 })

export const CollectionParams = Type.Object({ collection: CollectionName })
export const DocumentParams = Type.Object({ collection: CollectionName, id: AnyDocumentId })
