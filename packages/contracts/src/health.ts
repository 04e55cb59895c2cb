import { Type, type Static } from 'typebox'

const CheckState = Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('down')])

/** `degraded`: the cache is away, requests are served from MongoDB. `down`: MongoDB is away. */
export const Health = Type.Object(
  {
    status: CheckState,
    version: Type.String(),
    uptimeSeconds: Type.Number(),
    checks: Type.Object(
      { mongodb: CheckState, cache: CheckState },
      { additionalProperties: false },
    ),
  },
  { title: 'Health', additionalProperties: false },
)
export type Health = Static<typeof Health>
