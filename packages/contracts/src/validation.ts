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
    examples: [{ schema: { properties: { year: { type: 'integer' } }, required: ['year'] } }],
  },
)
export type ValidationBody = Static<typeof ValidationBody>

/** What documents that exist have against a schema. */
export const ValidationReport = Type.Object(
  {
    checked: Type.Integer({ minimum: 0, description: 'Documents looked at' }),
    invalid: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          errors: Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }), {
            description: 'What the document has against the schema',
          }),
        },
        { additionalProperties: false },
      ),
      { description: `At most ${MAX_INVALID_DOCUMENTS}, in order of their ids` },
    ),
    next: Type.Union([Type.String(), Type.Null()], {
      description: 'Pass as `after` to look at the rest; null when all documents were looked at',
    }),
  },
  { title: 'ValidationReport', additionalProperties: false },
)
export type ValidationReport = Static<typeof ValidationReport>
