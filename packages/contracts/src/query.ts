import { Type, type Static } from 'typebox'
import { Document } from './document.ts'

export const MAX_PAGE_SIZE = 1000
export const DEFAULT_PAGE_SIZE = 50

/** A filter is MongoDB-like JSON restricted to the operators that packages/store allows. */
export const Filter = Type.Object(
  {},
  {
    title: 'Filter',
    additionalProperties: true,
    description:
      'As in MongoDB, with the operators `$eq` `$ne` `$gt` `$gte` `$lt` `$lte` `$in` `$nin` `$exists` `$and` `$or` `$not` `$nor` `$all` `$elemMatch` `$size` and anchored `$regex`; up to 100 conditions, 8 levels deep',
    examples: [{ year: { $gte: 1980 }, genres: { $in: ['Comedy', 'Drama'] } }],
  },
)
export type Filter = Record<string, unknown>

/** The query of a list as it stands in a URL: `filter` is JSON text, `sort` is `-year,title`. */
export const ListQuery = Type.Object(
  {
    filter: Type.Optional(
      Type.String({
        maxLength: 8192,
        description:
          'A filter as JSON, up to 8,192 characters; a longer one goes to `POST …/query`',
        contentMediaType: 'application/json',
        contentSchema: Filter,
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
      Type.Integer({
        minimum: 1,
        maximum: MAX_PAGE_SIZE,
        default: DEFAULT_PAGE_SIZE,
        description: 'Documents on a page at most',
      }),
    ),
    after: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 8192,
        description: '`next` of the page before, of the same query',
      }),
    ),
    count: Type.Optional(
      Type.Boolean({ default: false, description: 'Count all documents that match' }),
    ),
    meta: Type.Optional(
      Type.Boolean({ default: false, description: 'Add `_meta` to every document' }),
    ),
  },
  { title: 'ListQuery', additionalProperties: false },
)
export type ListQuery = Static<typeof ListQuery>

const SortKey = Type.Object(
  {
    field: Type.String({ minLength: 1, maxLength: 255, description: 'Path of a field' }),
    order: Type.Optional(Type.Enum(['asc', 'desc'], { type: 'string', default: 'asc' })),
  },
  { title: 'SortKey', additionalProperties: false },
)

/** The same query in a request body. */
export const QueryBody = Type.Object(
  {
    filter: Type.Optional(Filter),
    sort: Type.Optional(
      Type.Array(SortKey, { maxItems: 8, description: 'The id decides where all are equal' }),
    ),
    fields: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
        maxItems: 100,
        description: 'Fields to return, paths like `a.b` too; `id` always comes',
      }),
    ),
    limit: ListQuery.properties.limit,
    after: ListQuery.properties.after,
    count: ListQuery.properties.count,
    meta: ListQuery.properties.meta,
  },
  {
    title: 'QueryBody',
    additionalProperties: false,
    examples: [
      {
        filter: { year: { $gte: 1980 }, genres: 'Comedy' },
        sort: [{ field: 'year', order: 'desc' }],
        fields: ['title', 'year'],
        limit: 10,
        count: true,
      },
    ],
  },
)
export type QueryBody = Static<typeof QueryBody>

export const DocumentPage = Type.Object(
  {
    documents: Type.Array(Document, { maxItems: MAX_PAGE_SIZE }),
    next: Type.Union([Type.String(), Type.Null()], {
      description: 'Pass as `after` for the next page; null on the last one',
    }),
    count: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Of all documents that match, when asked for' }),
    ),
  },
  { title: 'DocumentPage', additionalProperties: false },
)
export type DocumentPage = Static<typeof DocumentPage>
