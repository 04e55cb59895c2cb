import { AnyDocumentId, CollectionName } from '@cstore/contracts'
import { Type } from 'typebox'

export const CollectionParams = Type.Object({ collection: CollectionName })
/** Ids of other programs' documents may be longer than those that can be made here. */
export const DocumentParams = Type.Object({ collection: CollectionName, id: AnyDocumentId })
