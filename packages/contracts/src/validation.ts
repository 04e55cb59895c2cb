import { Type, type Static } from 'typebox'

export const MAX_INVALID_DOCUMENTS = 100

export const ValidationBody = Type.Object(
  {
    schema: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description: 'JSON Schema 2020-12 to try; absent: that of the collection',
        },
      ),
    ),
    after: Type.Optional(
      Type.String({ minLength: 1, maxLength: 1024, description: '`next` of the report before' }),
    ),
  },
  {
    title: 'ValidationBody',
    additionalProperties: false,
    examples: [{ schema: { properties: { year: { minimum: 2000 } } } }],
  },
)
export type ValidationBody = Static<typeof ValidationBody>

const InvalidDocument = Type.Object(
  {
    id: Type.String(),
    errors: Type.Array(
      Type.Object(
        {
          pointer: Type.String({ description: 'JSON Pointer (RFC 6901) into the document' }),
          detail: Type.String({ description: 'What is wrong there' }),
        },
        { additionalProperties: false },
      ),
      { description: 'What the document has against the schema' },
    ),
  },
  { title: 'InvalidDocument', additionalProperties: false },
)

/** What documents that exist have against a schema. */
export const ValidationReport = Type.Object(
  {
    checked: Type.Integer({ minimum: 0, description: 'Documents looked at' }),
    invalid: Type.Array(InvalidDocument, {
      maxItems: MAX_INVALID_DOCUMENTS,
      description: 'In order of their ids',
    }),
    next: Type.Union([Type.String(), Type.Null()], {
      description: 'Pass as `after` to look at the rest; null when all documents were looked at',
    }),
  },
  { title: 'ValidationReport', additionalProperties: false },
)
export type ValidationReport = Static<typeof ValidationReport>
