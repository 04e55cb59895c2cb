import { Type, type Static } from 'typebox'

/** RFC 9457 problem document. `code` is stable and listed in docs/errors.md. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'URI of the problem type' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    code: Type.String({ pattern: '^CSTORE_[A-Z_]+$' }),
    detail: Type.String(),
    instance: Type.Optional(Type.String({ description: 'Id of the request' })),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            pointer: Type.String({ description: 'JSON Pointer (RFC 6901) to the offending value' }),
            detail: Type.String(),
          },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { title: 'Problem', additionalProperties: false },
)
export type Problem = Static<typeof Problem>
