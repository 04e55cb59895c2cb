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
  description:
    'Id of a document, unique in its collection: no control characters, no `~` at its beginning, neither `.` nor `..`',
  minLength: 1,
  maxLength: 256,
  examples: ['brazil', '0192f0c1-7a3e-7c4e-9a51-3c1f0a6d2b11'],
})

export const DocumentMeta = Type.Object(
  {
    version: Type.Integer({ minimum: 0, description: 'Number of writes; 0 for foreign documents' }),
    createdAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'Absent when CStore did not create it' }),
    ),
    updatedAt: Type.Optional(
      Type.String({ format: 'date-time', description: 'Absent when CStore never wrote it' }),
    ),
  },
  { title: 'DocumentMeta', additionalProperties: false },
)
export type DocumentMeta = Static<typeof DocumentMeta>

/** A document as it travels: its id and its own fields, nothing else. */
export const Document = Type.Object(
  {
    id: Type.String({
      minLength: 1,
      description: 'Unique in its collection; of other programs’ documents of any length',
    }),
    _meta: Type.Optional(DocumentMeta),
  },
  {
    title: 'Document',
    additionalProperties: true,
    description:
      'The fields of the document at top level, BSON types outside JSON as relaxed Extended JSON v2. `_meta` only when it was asked for',
  },
)
export type Document = Static<typeof Document>

/** What a client sends to create or replace a document. */
export const DocumentInput = Type.Object(
  { id: Type.Optional(DocumentId) },
  {
    title: 'DocumentInput',
    additionalProperties: true,
    description:
      'Any fields, but for `_id`, `_cstore` and names that begin with `$` or hold a dot or NUL. Values may be Extended JSON: `{"$date": "2026-01-31T12:00:00Z"}`, `{"$numberLong": "…"}`, …',
    examples: [{ id: 'brazil', title: 'Brazil', year: 1984, genres: ['Comedy'] }],
  },
)
export type DocumentInput = Static<typeof DocumentInput>

/** RFC 7396, for a document: what stands there replaces, `null` removes, objects merge. */
export const MergePatch = Type.Object(
  { id: Type.Optional(DocumentId) },
  {
    title: 'MergePatch',
    additionalProperties: true,
    description:
      'JSON Merge Patch (RFC 7396): what is named is replaced, `null` removes, objects merge. `id` cannot change',
    examples: [{ year: 1985 }],
  },
)
export type MergePatch = Static<typeof MergePatch>
