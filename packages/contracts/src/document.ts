import { Type, type Static } from 'typebox'

/** Field that holds CStore's bookkeeping inside a stored document; no client may write it. */
export const RESERVED_FIELD = '_cstore'

/**
 * Document ids: 1 to 256 characters, no control characters, no lone surrogates.
 * `.` and `..` cannot travel in a URL path, and a leading `~` is how ids of other
 * types are spelled (`~oid:…`), so new ids may be none of these.
 */
export const DocumentId = Type.String({
  title: 'DocumentId',
  description: 'Id of a document, unique in its collection',
  minLength: 1,
  maxLength: 256,
  examples: ['movie-42', '0192f0c1-7a3e-7c4e-9a51-3c1f0a6d2b11'],
})

export const DocumentMeta = Type.Object(
  {
    version: Type.Integer({ minimum: 0, description: 'Number of writes; 0 for foreign documents' }),
    createdAt: Type.Optional(Type.String({ format: 'date-time' })),
    updatedAt: Type.Optional(Type.String({ format: 'date-time' })),
  },
  { title: 'DocumentMeta', additionalProperties: false },
)
export type DocumentMeta = Static<typeof DocumentMeta>

/** A document as it travels: its id and its own fields, nothing else. */
export const Document = Type.Object(
  { id: DocumentId, _meta: Type.Optional(DocumentMeta) },
  {
    title: 'Document',
    additionalProperties: true,
    examples: [{ id: 'movie-42', title: 'Brazil', year: 1985 }],
  },
)
export type Document = Static<typeof Document>

/** What a client sends to create or replace a document. */
export const DocumentInput = Type.Object(
  { id: Type.Optional(DocumentId) },
  {
    title: 'DocumentInput',
    additionalProperties: true,
    examples: [{ title: 'Brazil', year: 1985 }],
  },
)
export type DocumentInput = Static<typeof DocumentInput>
