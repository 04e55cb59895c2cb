import { Type, type Static } from 'typebox'

/** The cache looks closer at it; this is what a slip of the pen does not pass. */
const REDIS_URL =
  '^(rediss?(\\+cluster)?://[^\\s]+|rediss?\\+sentinel://[^\\s/]+/[^\\s/]+(/[^\\s]*)?)$'

/** An address of HTTP without user, password and fragment. */
const HTTP_URL = '^https?://[^\\s/?#@]+(/[^\\s#]*)?$'
/** Scheme, host and port, as browsers send them. */
const ORIGIN = 'https?://[A-Za-z0-9.:\\[\\]-]+'
const NETWORK = '[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]*(/\\d{1,3})?'
const CLAIM = '^[!-~]{1,200}$'

/** What a configuration may be. Units are in the names. */
export const ConfigSchema = Type.Object({
  host: Type.String({ pattern: '^[A-Za-z0-9.:_-]+$' }),
  port: Type.Integer({ minimum: 0, maximum: 65_535 }),
  mongodbUri: Type.Optional(Type.String({ pattern: '^mongodb(\\+srv)?://[^\\s]+$' })),
  redisUrl: Type.Optional(Type.String({ pattern: REDIS_URL })),
  dataDir: Type.String({ minLength: 1 }),
  adminKey: Type.Optional(Type.String({ pattern: '^[!-~]{16,256}$' })),
  database: Type.String({ pattern: '^[A-Za-z0-9_-]{1,38}$' }),
  logLevel: Type.Enum(['debug', 'info', 'warn', 'error', 'silent']),
  cacheMaxBytes: Type.Integer({ minimum: 1_048_576, maximum: 68_719_476_736 }),
  cachePolicy: Type.Enum(['available', 'strict']),
  cacheTimeoutMs: Type.Integer({ minimum: 5, maximum: 10_000 }),
  nearMaxBytes: Type.Integer({ minimum: 0, maximum: 68_719_476_736 }),
  nearBoundMs: Type.Integer({ minimum: 10, maximum: 10_000 }),
  probeOneIn: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
  maxDocumentBytes: Type.Integer({ minimum: 1024, maximum: 15_728_640 }),
  maxTimeMs: Type.Integer({ minimum: 100, maximum: 60_000 }),
  console: Type.Optional(Type.Enum(['on', 'off'])),
  shutdownGraceMs: Type.Integer({ minimum: 0, maximum: 300_000 }),
  jwtIssuer: Type.Optional(Type.String({ pattern: HTTP_URL })),
  jwtAudience: Type.Optional(Type.String({ pattern: CLAIM })),
  jwtJwksUrl: Type.Optional(Type.String({ pattern: HTTP_URL })),
  jwtRoleClaim: Type.String({ pattern: CLAIM }),
  jwtCollectionsClaim: Type.Optional(Type.String({ pattern: CLAIM })),
  rateLimitPerMinute: Type.Integer({ minimum: 0, maximum: 60_000_000 }),
  rateLimitAnonymousPerMinute: Type.Integer({ minimum: 0, maximum: 60_000_000 }),
  trustProxy: Type.Optional(Type.String({ pattern: `^([1-9]|${NETWORK}(, *${NETWORK})*)$` })),
  corsOrigins: Type.Optional(Type.String({ pattern: `^(\\*|${ORIGIN}(, *${ORIGIN})*)$` })),
  hstsMaxAgeSeconds: Type.Integer({ minimum: 0, maximum: 63_072_000 }),
  maxConnections: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
})
export type Config = Readonly<Static<typeof ConfigSchema>>
