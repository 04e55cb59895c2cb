import { Type, type Static } from 'typebox'

export const MAX_PAGE_SIZE = 1000
export const DEFAULT_PAGE_SIZE = 50

/** A filter is MongoDB-like JSON restricted to the operators that packages/store allows. */
export const Filter = Type.Object(
  {},
  {
    title: 'Filter',
    additionalProperties: true,
    description:
      'Operators: $eq $ne $gt $gte $lt $lte $in $nin $exists $and $or $not $nor $all $elemMatch $size and anchored $regex',
    examples: [{ year: { $gte: 1980 }, genre: { $in: ['Comedy', 'Drama'] } }],
  },
)
export type Filter = Record<string, unknown>

/** The query of a list as it stands in a URL: `filter` is JSON text, `sort` is `-year,title`. */
export const ListQuery = Type.Object(
  {
    filter: Type.Optional(
      Type.String({
        maxLength: 8192,
        description: 'JSON of a filter; a longer one goes to POST …/query',
      }),
    ),
    sort: Type.Optional(
      Type.String({
        maxLength: 1024,
        description: 'Fields, comma-separated, `-` before one means descending',
        examples: ['-year,title'],
      }),
    ),
    fields: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'Fields to return, comma-separated; `id` always comes',
        examples: ['title,year'],
      }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_PAGE_SIZE, default: DEFAULT_PAGE_SIZE }),
    ),
    after: Type.Optional(
      Type.String({ maxLength: 8192, description: '`next` of the page before' }),
    ),
    count: Type.Optional(
      Type.Boolean({ default: false, description: 'Count all matching documents' }),
    ),
    meta: Type.Optional(
      Type.Boolean({ default: false, description: 'Add `_meta` to every document' }),
    ),
  },
  { title: 'ListQuery', additionalProperties: false },
)
export type ListQuery = Static<typeof ListQuery>

/** The same query in a request body. */
export const QueryBody = Type.Object(
  {
    filter: Type.Optional(Filter),
    sort: Type.Optional(
      Type.Array(
        Type.Object(
          {
            field: Type.String({ minLength: 1, maxLength: 255 }),
            order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
          },
          { additionalProperties: false },
        ),
        { maxItems: 8 },
      ),
    ),
    fields: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 100 }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_PAGE_SIZE, default: DEFAULT_PAGE_SIZE }),
    ),
    after: Type.Optional(Type.String({ maxLength: 8192 })),
    count: Type.Optional(Type.Boolean({ default: false })),
    meta: Type.Optional(Type.Boolean({ default: false })),
  },
  { title: 'QueryBody', additionalProperties: false },
)
export type QueryBody = Static<typeof QueryBody>

export const DocumentPage = Type.Object(
  {
    documents: Type.Array(Type.Object({}, { additionalProperties: true })),
    next: Type.Union([Type.String(), Type.Null()], {
      description: 'Pass as `after` for the next page; null on the last one',
    }),
    count: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { title: 'DocumentPage', additionalProperties: false },
)
export type DocumentPage = Static<typeof DocumentPage>
