import { Type, type Static } from 'typebox'
import { CollectionName } from './collection.ts'

/** reader ⊂ writer ⊂ admin: a writer may read, an admin may do everything. */
export const Role = Type.Union(
  [Type.Literal('reader'), Type.Literal('writer'), Type.Literal('admin')],
  {
    title: 'Role',
  },
)
export type Role = Static<typeof Role>

export const ApiKeyInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    role: Role,
    collections: Type.Optional(
      Type.Array(CollectionName, {
        minItems: 1,
        maxItems: 100,
        description: 'Absent: every collection',
      }),
    ),
  },
  {
    title: 'ApiKeyInput',
    additionalProperties: false,
    examples: [{ name: 'website', role: 'reader' }],
  },
)
export type ApiKeyInput = Static<typeof ApiKeyInput>

export const ApiKeyInfo = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    role: Role,
    collections: Type.Optional(Type.Array(CollectionName)),
    createdAt: Type.String({ format: 'date-time' }),
  },
  { title: 'ApiKeyInfo', additionalProperties: false },
)
export type ApiKeyInfo = Static<typeof ApiKeyInfo>

/** The answer to a creation: the only time the secret is shown. */
export const ApiKeyCreated = Type.Object(
  {
    ...ApiKeyInfo.properties,
    key: Type.String({ description: '`cst_<id>_<secret>`; shown once' }),
  },
  { title: 'ApiKeyCreated', additionalProperties: false },
)
export type ApiKeyCreated = Static<typeof ApiKeyCreated>
