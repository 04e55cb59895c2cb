import { Type, type Static } from 'typebox'
import { Role } from './api-key.ts'
import { CollectionName } from './collection.ts'

/** Whose key or token came with a request, and what it lets them do. */
export const Access = Type.Object(
  {
    id: Type.String({ description: 'Id of the key, or the subject of the token' }),
    role: Role,
    collections: Type.Optional(
      Type.Array(CollectionName, { description: 'Absent: every collection' }),
    ),
  },
  { title: 'Access', additionalProperties: false, examples: [{ id: 'k3v9', role: 'writer' }] },
)
export type Access = Static<typeof Access>
