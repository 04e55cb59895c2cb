import { Type, type Static } from 'typebox'

const Count = Type.Integer({ minimum: 0 })
const counts = (description: string) => Type.Record(Type.String(), Count, { description })

/** Requests of one route that were answered alike. */
export const RequestStats = Type.Object(
  {
    method: Type.String(),
    route: Type.String({ description: 'Template of the address; `none`: no such address' }),
    status: Type.Integer({ minimum: 100, maximum: 599 }),
    seconds: Type.Number({ minimum: 0, description: 'All their durations together' }),
    counts: Type.Array(Count, {
      description:
        'How many took at most as long as each of `boundsSeconds` and longer than the one before; the last: longer than all',
    }),
  },
  { title: 'RequestStats', additionalProperties: false },
)
export type RequestStats = Static<typeof RequestStats>

/** Counters of one process since it began: two answers are compared, one alone says little. */
export const Stats = Type.Object(
  {
    process: Type.String({
      description:
        'Which process answered. Counters of two answers may be compared if this is the same',
    }),
    uptimeSeconds: Type.Number({ minimum: 0 }),
    database: Type.Enum(['embedded', 'mongodb'], { type: 'string' }),
    cache: Type.Enum(['memory', 'redis'], { type: 'string' }),
    requestsInFlight: Count,
    followers: Type.Integer({ minimum: 0, description: 'Streams of changes that are open' }),
    boundsSeconds: Type.Array(Type.Number(), { description: 'Ascending' }),
    requests: Type.Array(RequestStats),
    documentReads: counts(
      'Reads of documents by outcome: `hit`, `stale` (from the cache, past its time), `miss`, `bypass` (the cache was not asked)',
    ),
    listReads: counts('Pages of lists by outcome: `hit`, `miss`, `bypass`'),
    probes: counts(
      'Hits that were compared with the database: `agree`, `overtaken` (written meanwhile), `failed`, and `disagree`, which must never be',
    ),
    cacheErrors: counts('Operations of the cache that failed, by their name'),
  },
  { title: 'Stats', additionalProperties: false },
)
export type Stats = Static<typeof Stats>
