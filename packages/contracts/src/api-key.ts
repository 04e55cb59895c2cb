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

const Time = Type.String({ format: 'date-time' })
const ExpiresAt = Type.String({
  format: 'date-time',
  description: 'From then on the key is refused; absent: never. It lies in the future',
})

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
    expiresAt: Type.Optional(ExpiresAt),
  },
  {
    title: 'ApiKeyInput',
    additionalProperties: false,
    examples: [{ name: 'website', role: 'reader' }],
  },
)
export type ApiKeyInput = Static<typeof ApiKeyInput>

const MAX_GRACE_MS = 30 * 24 * 3_600_000

/** What a rotation may be told. */
export const ApiKeyRotation = Type.Object(
  {
    graceMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_GRACE_MS,
        description: 'How long the secret before goes on being good, milliseconds; absent: 0',
      }),
    ),
    expiresAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Another end for the key; absent: as before',
      }),
    ),
  },
  { title: 'ApiKeyRotation', additionalProperties: false, examples: [{ graceMs: 3_600_000 }] },
)
export type ApiKeyRotation = Static<typeof ApiKeyRotation>

export const ApiKeyInfo = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    role: Role,
    collections: Type.Optional(Type.Array(CollectionName)),
    createdAt: Time,
    expiresAt: Type.Optional(Time),
    rotatedAt: Type.Optional(Time),
    formerValidUntil: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Until then the secret before the last rotation is good as well',
      }),
    ),
  },
  { title: 'ApiKeyInfo', additionalProperties: false },
)
export type ApiKeyInfo = Static<typeof ApiKeyInfo>

/** The answer to a creation or a rotation: the only time the secret is shown. */
export const ApiKeyCreated = Type.Object(
  {
    ...ApiKeyInfo.properties,
    key: Type.String({ description: '`cst_<id>_<secret>`; shown once' }),
  },
  { title: 'ApiKeyCreated', additionalProperties: false },
)
export type ApiKeyCreated = Static<typeof ApiKeyCreated>
