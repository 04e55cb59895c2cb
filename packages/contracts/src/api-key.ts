import { Type, type Static } from 'typebox'
import { CollectionName } from './collection.ts'

/** reader ⊂ writer ⊂ admin: a writer may read, an admin may do everything. */
export const Role = Type.Enum(['reader', 'writer', 'admin'], {
  title: 'Role',
  type: 'string',
  description:
    '`reader` reads, `writer` also writes documents and drops them from the cache, `admin` may do everything',
})
export type Role = Static<typeof Role>

const time = (description: string) => Type.String({ format: 'date-time', description })

/** The public part of a key; ids are 12 hexadecimal digits, but whatever is asked for is looked up. */
export const KeyId = Type.String({
  title: 'KeyId',
  minLength: 1,
  maxLength: 64,
  description: 'Id of an API key, the part of it between the underscores',
  examples: ['0f1e2d3c4b5a'],
})

const ExpiresAt = Type.String({
  format: 'date-time',
  description: 'From then on the key is refused; absent: never. It lies in the future',
})

export const ApiKeyInput = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: 'What it is for, for people' }),
    role: Role,
    collections: Type.Optional(
      Type.Array(CollectionName, {
        minItems: 1,
        maxItems: 100,
        description: 'What the key is good for; absent: every collection',
      }),
    ),
    expiresAt: Type.Optional(ExpiresAt),
  },
  {
    title: 'ApiKeyInput',
    additionalProperties: false,
    examples: [{ name: 'website', role: 'reader', collections: ['movies'] }],
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
        default: 0,
        description: 'How long the secret before goes on being good, milliseconds',
      }),
    ),
    expiresAt: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'Another end for the key, in the future; absent: as before',
      }),
    ),
  },
  { title: 'ApiKeyRotation', additionalProperties: false, examples: [{ graceMs: 3_600_000 }] },
)
export type ApiKeyRotation = Static<typeof ApiKeyRotation>

export const ApiKeyInfo = Type.Object(
  {
    id: KeyId,
    name: Type.String(),
    role: Role,
    collections: Type.Optional(
      Type.Array(CollectionName, { description: 'Absent: every collection' }),
    ),
    createdAt: time('When it was made'),
    expiresAt: Type.Optional(time('From then on it is refused')),
    rotatedAt: Type.Optional(time('When it last got a new secret')),
    formerValidUntil: Type.Optional(
      time('Until then the secret before the last rotation is good as well'),
    ),
  },
  { title: 'ApiKeyInfo', additionalProperties: false },
)
export type ApiKeyInfo = Static<typeof ApiKeyInfo>

export const ApiKeyList = Type.Object(
  { keys: Type.Array(ApiKeyInfo) },
  { title: 'ApiKeyList', additionalProperties: false },
)
export type ApiKeyList = Static<typeof ApiKeyList>

/** The answer to a creation or a rotation: the only time the secret is shown. */
export const ApiKeyCreated = Type.Object(
  {
    ...ApiKeyInfo.properties,
    key: Type.String({
      pattern: '^cst_[A-Za-z0-9-]{12}_[A-Za-z0-9_-]{32}$',
      description: '`cst_<id>_<secret>`; shown once',
    }),
  },
  { title: 'ApiKeyCreated', additionalProperties: false },
)
export type ApiKeyCreated = Static<typeof ApiKeyCreated>
