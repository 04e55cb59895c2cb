import { Type, type Static } from 'typebox'

/** RFC 9457 problem document. `code` is stable and listed in docs/errors.md. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'URI of the problem type' }),
    title: Type.String({ description: 'The same for every problem of this type' }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: Type.String({
      pattern: '^CSTORE_[A-Z_]+$',
      description: 'Stable, to be decided by',
    }),
    detail: Type.String({ description: 'What happened here and what to do, for people' }),
    instance: Type.Optional(
      Type.String({ description: 'Id of the request, under which the log has it' }),
    ),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            pointer: Type.String({ description: 'JSON Pointer (RFC 6901) to the offending value' }),
            detail: Type.String({ description: 'What is wrong with it' }),
          },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { title: 'Problem', additionalProperties: false, description: 'RFC 9457' },
)
export type Problem = Static<typeof Problem>
