import { Type, type Static } from 'typebox'

/** Letters, digits, `_` and `-`, beginning with a letter: safe in URLs, cache keys and MongoDB. */
export const CollectionName = Type.String({
  title: 'CollectionName',
  pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$',
  description: 'Name of a collection',
  examples: ['movies'],
})

/** How long answers may be cached. Coherence does not depend on these: they are a safety net. */
export const CachePolicy = Type.Object(
  {
    ttlMs: Type.Integer({
      minimum: 0,
      maximum: 604_800_000,
      default: 300_000,
      description: 'Freshness of a cached document, milliseconds; 0 turns caching off',
    }),
    staleMs: Type.Integer({
      minimum: 0,
      maximum: 604_800_000,
      default: 600_000,
      description:
        'How long past ttlMs a document is kept for when MongoDB is unavailable, milliseconds',
    }),
    negativeTtlMs: Type.Integer({
      minimum: 0,
      maximum: 3_600_000,
      default: 30_000,
      description: 'How long the absence of a document is cached, milliseconds; 0 turns that off',
    }),
    listTtlMs: Type.Integer({
      minimum: 0,
      maximum: 3_600_000,
      default: 10_000,
      description: 'How long a page of a list is cached, milliseconds; 0 turns that off',
    }),
    near: Type.Boolean({
      default: false,
      description:
        'Documents may also be served from the memory of a server that has a near cache. Those may be behind the last write by as much as that server’s bound',
    }),
  },
  { title: 'CachePolicy', additionalProperties: false },
)
export type CachePolicy = Static<typeof CachePolicy>

export const DEFAULT_CACHE_POLICY: Readonly<CachePolicy> = Object.freeze({
  ttlMs: 300_000,
  staleMs: 600_000,
  negativeTtlMs: 30_000,
  listTtlMs: 10_000,
  near: false,
})

/** `$` is for operators, and NUL ends a name in BSON. */
export const IndexSpec = Type.Object(
  {
    fields: Type.Record(
      Type.String({ pattern: '^[^$\\u0000]{1,255}$' }),
      Type.Enum([1, -1], { type: 'integer' }),
      {
        minProperties: 1,
        maxProperties: 16,
        additionalProperties: false,
        description: 'Field path → 1 ascending, -1 descending',
      },
    ),
    unique: Type.Optional(
      Type.Boolean({ default: false, description: 'No two documents may have the same values' }),
    ),
  },
  {
    title: 'IndexSpec',
    additionalProperties: false,
    examples: [{ fields: { year: 1, title: 1 } }],
  },
)
export type IndexSpec = Static<typeof IndexSpec>

const DocumentSchema = (description: string) =>
  Type.Object({}, { additionalProperties: true, description })

/** What a client may set on a collection (PUT replaces all of it; absent means default). */
export const CollectionSettingsInput = Type.Object(
  {
    schema: Type.Optional(
      DocumentSchema('JSON Schema 2020-12 that every document must satisfy that is written'),
    ),
    cache: Type.Optional(
      // The bounds of the policy, without those that `Partial` drops.
      Type.Partial(CachePolicy, {
        title: 'CachePolicyInput',
        description: 'What is absent is as usual',
        additionalProperties: false,
      }),
    ),
    publicRead: Type.Optional(
      Type.Boolean({ default: false, description: 'Anyone may read, without a key' }),
    ),
    indexes: Type.Optional(Type.Array(IndexSpec, { maxItems: 32 })),
  },
  {
    title: 'CollectionSettingsInput',
    additionalProperties: false,
    examples: [
      {
        publicRead: true,
        schema: {
          type: 'object',
          properties: { title: { type: 'string' }, year: { type: 'integer' } },
          required: ['title'],
        },
        cache: { ttlMs: 60_000 },
        indexes: [{ fields: { year: -1 } }],
      },
    ],
  },
)
export type CollectionSettingsInput = Static<typeof CollectionSettingsInput>

/** The settings in force, defaults filled in. */
export const CollectionSettings = Type.Object(
  {
    schema: Type.Optional(
      DocumentSchema('JSON Schema 2020-12; absent: documents need satisfy none'),
    ),
    cache: CachePolicy,
    publicRead: Type.Boolean({ description: 'Anyone may read, without a key' }),
    indexes: Type.Array(IndexSpec, { description: 'Those that are wanted' }),
  },
  { title: 'CollectionSettings', additionalProperties: false },
)
export type CollectionSettings = Static<typeof CollectionSettings>

export const IndexState = Type.Object(
  {
    name: Type.String({ description: 'As MongoDB calls it' }),
    fields: Type.Record(Type.String(), Type.Union([Type.Integer(), Type.String()]), {
      description:
        'Field path → 1 ascending, -1 descending; indexes of other programs may have a kind, like `text`',
    }),
    unique: Type.Boolean(),
    state: Type.Enum(['ready', 'building', 'failed'], { type: 'string' }),
    problem: Type.Optional(Type.String({ description: 'Why the index could not be built' })),
  },
  { title: 'IndexState', additionalProperties: false },
)
export type IndexState = Static<typeof IndexState>

export const CollectionInfo = Type.Object(
  {
    name: CollectionName,
    settings: CollectionSettings,
    indexes: Type.Optional(
      Type.Array(IndexState, {
        description: 'Those that are there, or on their way; only when one collection is asked for',
      }),
    ),
  },
  { title: 'CollectionInfo', additionalProperties: false },
)
export type CollectionInfo = Static<typeof CollectionInfo>

export const CollectionList = Type.Object(
  { collections: Type.Array(CollectionInfo) },
  { title: 'CollectionList', additionalProperties: false },
)
export type CollectionList = Static<typeof CollectionList>
