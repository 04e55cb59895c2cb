import { Type, type Static } from 'typebox'
import { Document } from './document.ts'

export const MAX_BATCH_GET_IDS = 500

/** Ids of other programs' documents may be longer than those that can be made here. */
export const AnyDocumentId = Type.String({
  title: 'AnyDocumentId',
  minLength: 1,
  maxLength: 1024,
  description:
    'Id of a document as answers show it. Ids that are no strings are spelled: `~oid:…`, `~n:…`, `~ejson:…`',
  examples: ['brazil'],
})

export const BatchGetBody = Type.Object(
  {
    ids: Type.Array(AnyDocumentId, {
      minItems: 1,
      maxItems: MAX_BATCH_GET_IDS,
      uniqueItems: true,
      description: 'Ids of the documents to read, each once',
    }),
    fields: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
        maxItems: 100,
        description: 'Fields to return, paths like `a.b` too; `id` always comes',
      }),
    ),
    meta: Type.Optional(
      Type.Boolean({ default: false, description: 'Add `_meta` to every document' }),
    ),
  },
  {
    title: 'BatchGetBody',
    additionalProperties: false,
    examples: [{ ids: ['brazil', 'no-such-movie'], fields: ['title'] }],
  },
)
export type BatchGetBody = Static<typeof BatchGetBody>

export const BatchGetAnswer = Type.Object(
  {
    documents: Type.Array(Document, {
      description: 'Those that exist, in the order of their ids in the request',
    }),
    missing: Type.Array(Type.String(), {
      description: 'Ids of those that do not exist, in their order',
    }),
  },
  { title: 'BatchGetAnswer', additionalProperties: false },
)
export type BatchGetAnswer = Static<typeof BatchGetAnswer>
