import { Type, type Static } from 'typebox'

const CheckState = Type.Enum(['ok', 'degraded', 'down'], { type: 'string' })

/** `degraded`: the cache is away, requests are served from MongoDB. `down`: MongoDB is away. */
export const Health = Type.Object(
  {
    status: CheckState,
    version: Type.String({ description: 'Of CStore' }),
    uptimeSeconds: Type.Number({ minimum: 0 }),
    checks: Type.Object(
      { mongodb: CheckState, cache: CheckState },
      { additionalProperties: false },
    ),
  },
  {
    title: 'Health',
    additionalProperties: false,
    description:
      '`degraded`: the cache is away, requests are served from MongoDB. `down`: MongoDB is away',
  },
)
export type Health = Static<typeof Health>

/** The answer to a probe, which looks at the status of HTTP only. */
export const ProbeState = Type.Object(
  { status: Type.Enum(['ok', 'down'], { type: 'string' }) },
  { title: 'ProbeState', additionalProperties: false },
)
export type ProbeState = Static<typeof ProbeState>
