/**
 * Every environment variable of the server: the one place that names them, gives their
 * defaults and says what they are for. `loadConfig` and the README's table are made from it.
 */
import { ConfigSchema, type Config } from './config-schema.ts'

export interface Variable {
  readonly name: string
  /** Absent: the variable may be left out. */
  readonly default?: string | number
  /** Markdown, for the README. */
  readonly description: string
  /** What a right value looks like, for messages: "Expected PORT to be …". */
  readonly expected: string
  /** Its value may never be shown. */
  readonly secret?: boolean
}

const RANGES = ConfigSchema.properties

const numberIn = (schema: object): string =>
  'minimum' in schema && 'maximum' in schema
    ? `a whole number from ${String(schema.minimum)} to ${String(schema.maximum)}`
    : 'a whole number'

export const VARIABLES: Readonly<Record<keyof Config, Variable>> = {
  host: {
    name: 'HOST',
    default: '127.0.0.1',
    description: 'Address to listen on; `0.0.0.0` for every interface',
    expected: 'a host name or an IP address',
  },
  port: {
    name: 'PORT',
    default: 3000,
    description: 'Port to listen on; 0 takes any that is free',
    expected: numberIn(RANGES.port),
  },
  mongodbUri: {
    name: 'MONGODB_URI',
    description: 'MongoDB to keep the documents in; not set: the embedded server',
    expected: 'an address like mongodb://host:27017',
    secret: true,
  },
  redisUrl: {
    name: 'REDIS_URL',
    description:
      'Redis to keep the cache in: `redis://`, `redis+sentinel://` or `redis+cluster://`, with `rediss` for TLS ([forms](docs/operations.md#redis)); not set: this process’s memory',
    expected:
      'an address like redis://host:6379, redis+sentinel://host,host/master or redis+cluster://host,host',
    secret: true,
  },
  dataDir: {
    name: 'CSTORE_DATA_DIR',
    default: './.cstore',
    description: 'Folder of the embedded server’s data and of the admin key it made',
    expected: 'a path',
  },
  adminKey: {
    name: 'CSTORE_ADMIN_KEY',
    description:
      'The first key, with every right. Not set: the embedded server makes one; with `MONGODB_URI`, only keys made earlier work',
    expected: '16 to 256 printable ASCII characters without white space',
    secret: true,
  },
  database: {
    name: 'CSTORE_DATABASE',
    default: 'cstore',
    description: 'Name of the MongoDB database',
    expected: '1 to 38 letters, digits, `_` or `-`',
  },
  logLevel: {
    name: 'CSTORE_LOG_LEVEL',
    default: 'info',
    description: '`debug`, `info`, `warn`, `error` or `silent`; requests are logged at `info`',
    expected: 'debug, info, warn, error or silent',
  },
  console: {
    name: 'CSTORE_CONSOLE',
    description:
      '`on` or `off`: whether this process serves the [console](docs/console.md) at `/`; not set: with the embedded server alone',
    expected: 'on or off',
  },
  cacheMaxBytes: {
    name: 'CSTORE_CACHE_MAX_BYTES',
    default: 67_108_864,
    description: 'Bound of the cache in memory, bytes (Redis has its own `maxmemory`)',
    expected: numberIn(RANGES.cacheMaxBytes),
  },
  cachePolicy: {
    name: 'CSTORE_CACHE_POLICY',
    default: 'available',
    description:
      'Writes while Redis is away: `available` closes the cache for all processes and goes on, `strict` refuses them',
    expected: 'available or strict',
  },
  cacheTimeoutMs: {
    name: 'CSTORE_CACHE_TIMEOUT_MS',
    default: 50,
    description: 'Redis is given up on for a request after this long, milliseconds',
    expected: numberIn(RANGES.cacheTimeoutMs),
  },
  nearMaxBytes: {
    name: 'CSTORE_NEAR_MAX_BYTES',
    default: 33_554_432,
    description: 'Bound of the copies in this process, bytes, for collections with `near`; 0: none',
    expected: numberIn(RANGES.nearMaxBytes),
  },
  nearBoundMs: {
    name: 'CSTORE_NEAR_BOUND_MS',
    default: 100,
    description: 'No such copy is served longer than this after it was replaced, milliseconds',
    expected: numberIn(RANGES.nearBoundMs),
  },
  probeOneIn: {
    name: 'CSTORE_PROBE_ONE_IN',
    default: 1000,
    description: 'One cached read in so many is compared with the database and counted; 0: none',
    expected: numberIn(RANGES.probeOneIn),
  },
  maxDocumentBytes: {
    name: 'CSTORE_MAX_DOCUMENT_BYTES',
    default: 1_048_576,
    description: 'Largest document, bytes of JSON',
    expected: numberIn(RANGES.maxDocumentBytes),
  },
  maxTimeMs: {
    name: 'CSTORE_MAX_TIME_MS',
    default: 5000,
    description: 'Bound of every database operation, milliseconds',
    expected: numberIn(RANGES.maxTimeMs),
  },
  shutdownGraceMs: {
    name: 'CSTORE_SHUTDOWN_GRACE_MS',
    default: 20_000,
    description: 'Requests under way get this long to end after SIGTERM, milliseconds',
    expected: numberIn(RANGES.shutdownGraceMs),
  },
  jwtIssuer: {
    name: 'CSTORE_JWT_ISSUER',
    description:
      'Takes tokens (JWT) of this issuer beside keys ([more](docs/operations.md#tokens)); its address exactly as in `iss`',
    expected: 'an address like https://login.example.com',
  },
  jwtAudience: {
    name: 'CSTORE_JWT_AUDIENCE',
    description: 'What `aud` of a token must hold; needed with `CSTORE_JWT_ISSUER`',
    expected: '1 to 200 printable ASCII characters without white space',
  },
  jwtJwksUrl: {
    name: 'CSTORE_JWT_JWKS_URL',
    description:
      'Where the issuer publishes its keys; not set: `/.well-known/jwks.json` below the issuer',
    expected: 'an address like https://login.example.com/.well-known/jwks.json',
  },
  jwtRoleClaim: {
    name: 'CSTORE_JWT_ROLE_CLAIM',
    default: 'cstore_role',
    description: 'Claim that holds `reader`, `writer` or `admin`, or a list with one of them',
    expected: '1 to 200 printable ASCII characters without white space',
  },
  jwtCollectionsClaim: {
    name: 'CSTORE_JWT_COLLECTIONS_CLAIM',
    description:
      'Claim that holds the collections a token is for, or `*`; not set: every token is for all',
    expected: '1 to 200 printable ASCII characters without white space',
  },
  rateLimitPerMinute: {
    name: 'CSTORE_RATE_LIMIT_PER_MINUTE',
    default: 0,
    description:
      'Requests a minute for each key ([more](docs/operations.md#rate-limits)); 0: no limit',
    expected: numberIn(RANGES.rateLimitPerMinute),
  },
  rateLimitAnonymousPerMinute: {
    name: 'CSTORE_RATE_LIMIT_ANONYMOUS_PER_MINUTE',
    default: 0,
    description:
      'Requests a minute for each address, of those without a key or with a wrong one; 0: no limit. Behind a proxy set `CSTORE_TRUST_PROXY` too',
    expected: numberIn(RANGES.rateLimitAnonymousPerMinute),
  },
  trustProxy: {
    name: 'CSTORE_TRUST_PROXY',
    description:
      'Whose `X-Forwarded-For` is believed: the number of proxies in front (1 to 9), or their networks, comma-separated; not set: nobody’s',
    expected: 'a number from 1 to 9, or networks like 10.0.0.0/8,fd00::/8',
  },
  corsOrigins: {
    name: 'CSTORE_CORS_ORIGINS',
    description:
      'Origins whose pages may call the API from a browser, comma-separated, or `*`; not set: none',
    expected: 'origins like https://console.example.com,http://localhost:5173, or *',
  },
  hstsMaxAgeSeconds: {
    name: 'CSTORE_HSTS_MAX_AGE_SECONDS',
    default: 0,
    description:
      'Answers with `Strict-Transport-Security` of this age; only where all clients come by TLS. 0: without',
    expected: numberIn(RANGES.hstsMaxAgeSeconds),
  },
  maxConnections: {
    name: 'CSTORE_MAX_CONNECTIONS',
    default: 10_000,
    description: 'Connections at a time; more are closed at once',
    expected: numberIn(RANGES.maxConnections),
  },
}
