import { Type, type Static } from 'typebox'

export const MAX_PATCH_OPERATIONS = 1000

const Pointer = Type.String({
  maxLength: 4096,
  description: 'JSON Pointer (RFC 6901) into the document',
})

/** RFC 6902. Which of `from` and `value` an operation needs is checked with the patch. */
export const JsonPatch = Type.Array(
  Type.Object(
    {
      op: Type.Enum(['add', 'remove', 'replace', 'move', 'copy', 'test'], { type: 'string' }),
      path: Pointer,
      from: Type.Optional(Pointer),
      value: Type.Optional(Type.Unknown({ description: 'Any JSON value' })),
    },
    {
      title: 'JsonPatchOperation',
      additionalProperties: true,
      description: '`add`, `replace` and `test` need a `value`, `move` and `copy` a `from`',
    },
  ),
  {
    title: 'JsonPatch',
    description: 'Operations of JSON Patch (RFC 6902), done in order, all or none',
    maxItems: MAX_PATCH_OPERATIONS,
    examples: [
      [
        { op: 'test', path: '/year', value: 1984 },
        { op: 'replace', path: '/year', value: 1985 },
        { op: 'add', path: '/genres/-', value: 'Satire' },
      ],
    ],
  },
)
export type JsonPatch = Static<typeof JsonPatch>
