/** The application: the explicit list of everything that is registered. */
import type { ChangeFeed, DocumentCache, ListCache } from '@cstore/cache'
import type { Metrics } from '@cstore/metrics'
import type { KeyRecord, Store, StoredCollection } from '@cstore/store'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { Authenticator } from './access/authenticator.ts'
import type { TrustedProxies } from './access/client-address.ts'
import { TokenVerifier, type TokenOptions } from './access/token-verifier.ts'
import type { ApiServer } from './api-server.ts'
import { Exchanges } from './exchanges.ts'
import { HitLane } from './hit-lane/hit-lane.ts'
import { openHitLane } from './hit-lane/open-hit-lane.ts'
import type { Lifecycle } from './lifecycle.ts'
import { collectOperations } from './openapi/operation.ts'
import { registerAccess } from './plugins/access.ts'
import { registerIdempotencyUpkeep } from './plugins/idempotency-upkeep.ts'
import { registerBodies } from './plugins/json-bodies.ts'
import { corsFields, registerCors } from './plugins/cors.ts'
import { collectMethods } from './plugins/method-not-allowed.ts'
import { registerRequestMetrics, serveMetrics } from './plugins/metrics.ts'
import { registerPace, USUAL_PACE, type Pace } from './plugins/pace.ts'
import {
  MAX_HEADER_BYTES,
  refuseUnreadable,
  registerProblems,
  sendProblem,
} from './plugins/problems.ts'
import { rateLimits, type RateLimits } from './plugins/rate-limits.ts'
import { registerRequestLog, requestId } from './plugins/request-log.ts'
import { registerSecurityHeaders, securityHeaders } from './plugins/security-headers.ts'
import { registerAccessInfo } from './routes/access/access-routes.ts'
import { registerChangeFeed } from './routes/changes/change-routes.ts'
import type { FeedLimits } from './routes/changes/listeners.ts'
import { registerConsole } from './routes/console/console-routes.ts'
import { registerCollections } from './routes/collections/collection-routes.ts'
import { Collections } from './routes/collections/collections.ts'
import { ExistingDocuments } from './routes/collections/existing-documents.ts'
import { registerValidation } from './routes/collections/validation-routes.ts'
import { registerBatchGet } from './routes/documents/batch-get-routes.ts'
import { registerCreate } from './routes/documents/create/create-routes.ts'
import { RepeatableCreates } from './routes/documents/create/repeatable-creates.ts'
import { registerDocuments } from './routes/documents/document-routes.ts'
import { DocumentService } from './routes/documents/document-service.ts'
import { StalenessProbe } from './routes/documents/staleness-probe.ts'
import { SchemaValidator } from './routes/documents/schema-validator.ts'
import { registerHealth } from './routes/health/health-routes.ts'
import { registerKeys } from './routes/keys/key-routes.ts'
import { Keys } from './routes/keys/keys.ts'
import { IndexAdvice } from './routes/lists/index-advice.ts'
import { registerLists } from './routes/lists/list-routes.ts'
import { ListService } from './routes/lists/list-service.ts'
import { serveOpenapi } from './routes/openapi/openapi.ts'
import { registerStats } from './routes/stats/stats-routes.ts'
import { Importer } from './routes/transfer/importer.ts'
import { registerTransfer } from './routes/transfer/transfer-routes.ts'
import { validatorCompiler } from './validator-compiler.ts'
import { PolledView } from './views/polled-view.ts'

export interface AppDependencies {
  readonly store: Store
  readonly cache: DocumentCache
  /** Fenced by the writes that go through `cache`. */
  readonly lists: ListCache
  /** What those writes change. */
  readonly changes: ChangeFeed
  /** Of the change feed; absent: the usual ones. */
  readonly feedLimits?: Partial<FeedLimits>
  readonly metrics: Metrics
  readonly logger: FastifyBaseLogger
  readonly lifecycle: Lifecycle
  readonly version: string
  /** The key with every right that comes from the configuration. */
  readonly adminKey?: string
  /** Tokens of an identity provider that count beside keys. */
  readonly tokens?: TokenOptions
  readonly maxDocumentBytes: number
  /** One cached read in so many is compared with the database; absent: none. */
  readonly probeOneIn?: number
  /** Settings and keys may be this old; deletions of collections take a little longer. */
  readonly viewMaxAgeMs?: number
  /** Milliseconds since 1970; decides what has expired. */
  readonly now?: () => number
  /** Absent: none. */
  readonly rateLimits?: RateLimits
  /** Whose `X-Forwarded-For` is believed; absent: nobody's. */
  readonly trustProxy?: TrustedProxies
  /** Origins whose pages may call, comma-separated, or `*`; absent: none. */
  readonly corsOrigins?: string
  /** Of `Strict-Transport-Security`; absent: without. */
  readonly hstsMaxAgeSeconds?: number
  /** How slow clients may be, where it differs from what is usual. */
  readonly pace?: Partial<Pace & { readonly headersMs: number }>
  /** At a time; absent: as many as there may be. */
  readonly maxConnections?: number
  /** For those who look at its figures; absent: MongoDB itself. */
  readonly database?: 'embedded' | 'mongodb'
  /** Folder of the built console; absent: it is served elsewhere, or not at all. */
  readonly console?: string
}

const VIEW_MAX_AGE_MS = 1000
const MAX_ID_CHARACTERS = 4096
/** Until the header fields of a request are there. */
const HEADERS_MS = 15_000

export async function buildApp(dependencies: AppDependencies): Promise<ApiServer> {
  const { store, cache, metrics, lifecycle, version, maxDocumentBytes } = dependencies
  const app = createServer(dependencies)
  const { collectionView, keyView } = views(app, dependencies)
  const authenticator = createAuthenticator(keyView, dependencies)

  registerProblems(app)
  registerBodies(app)
  const exchanges = new Exchanges()
  registerRequestMetrics(app, { metrics, exchanges })
  metrics.observeStore(() => store.connections())
  metrics.observeCache(() => cache.health() === 'ok')
  registerPace(app, exchanges, { ...USUAL_PACE, ...dependencies.pace })
  registerRequestLog(app)
  const security = securityHeaders(dependencies.hstsMaxAgeSeconds)
  registerSecurityHeaders(app, security)
  registerDraining(app, lifecycle)
  if (dependencies.corsOrigins !== undefined) await registerCors(app, dependencies.corsOrigins)
  const limits = dependencies.rateLimits && rateLimits(dependencies.rateLimits)
  limits?.before(app)
  registerAccess(app, { authenticator, collections: collectionView })
  limits?.after(app)
  const answerOtherMethods = collectMethods(app)
  const operations = collectOperations(app)
  serveMetrics(app, metrics)
  registerIdempotencyUpkeep(app, store)

  const validator = new SchemaValidator()
  const existing = new ExistingDocuments({ store, validator })
  const viewMaxAgeMs = dependencies.viewMaxAgeMs ?? VIEW_MAX_AGE_MS
  const collections = new Collections({ store, view: collectionView, viewMaxAgeMs })
  const documents = new DocumentService({ store, cache, validator, probe: probe(dependencies) })
  const hitLane = new HitLane({
    authenticator,
    collections: collectionView,
    documents,
    exchanges,
    lifecycle,
    metrics,
    log: app.log,
    isCounted: (principal) => limits?.isCounted(principal) ?? false,
    fields: Object.entries({ ...security, ...corsFields(dependencies.corsOrigins) }).flat(),
  })
  openHitLane(app, hitLane)
  const creates = new RepeatableCreates({
    store,
    documents,
    onOutcome: (outcome) => metrics.idempotentCreate(outcome),
  })
  const advice = new IndexAdvice({ store, onUnserved: () => metrics.listUnindexed() })
  const lists = new ListService({ store, lists: dependencies.lists, advice })
  const importer = new Importer({ store, cache, validator, maxDocumentBytes })
  await app.register(
    async (api: ApiServer) => registerHealth(api, { store, cache, lifecycle, version }),
    { prefix: '/api' },
  )
  await app.register(
    async (v1: ApiServer) => {
      registerCollections(v1, { store, collections, validator, existing })
      registerValidation(v1, { collections, existing })
      registerCreate(v1, { documents, collections, creates })
      registerDocuments(v1, { documents, collections, hitLane })
      registerBatchGet(v1, { documents, collections })
      registerLists(v1, { lists, collections })
      registerChangeFeed(v1, {
        ...dependencies,
        documents,
        collections,
        limits: dependencies.feedLimits,
      })
      registerTransfer(v1, { store, collections, importer })
      registerStats(v1, dependencies)
      registerAccessInfo(v1)
      registerKeys(v1, new Keys({ store, view: keyView, now: dependencies.now ?? Date.now }))
    },
    { prefix: '/api/v1' },
  )
  serveOpenapi(app, { operations, version })
  if (dependencies.console !== undefined) await registerConsole(app, dependencies.console)
  answerOtherMethods()
  return app
}

function createServer(dependencies: AppDependencies): ApiServer {
  const { logger, maxDocumentBytes, trustProxy, pace, maxConnections } = dependencies
  const headersMs = pace?.headersMs ?? HEADERS_MS
  const app: FastifyInstance = fastify({
    ...(trustProxy === undefined ? {} : { trustProxy }),
    http: {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: headersMs,
      // Node looks this often for headers that are late.
      connectionsCheckingInterval: Math.min(1000, headersMs / 5),
    },
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxDocumentBytes,
    // A logger for each request costs more than most requests; the few lines name the id themselves.
    childLoggerFactory: (parent) => parent,
    routerOptions: { maxParamLength: MAX_ID_CHARACTERS },
    genReqId: ({ headers }) => requestId(headers['x-request-id']),
    // Requests that arrive on a connection that is still open are answered, not turned away.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    clientErrorHandler: refuseUnreadable,
  })
  if (maxConnections !== undefined) app.server.maxConnections = maxConnections
  return app
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(validatorCompiler)
    .setSerializerCompiler(() => (value) => JSON.stringify(value))
}

function createAuthenticator(
  keys: PolledView<KeyRecord>,
  { adminKey, tokens, now = Date.now }: AppDependencies,
): Authenticator {
  return new Authenticator({
    keys,
    now,
    ...(adminKey === undefined ? {} : { adminKey }),
    ...(tokens ? { tokens: new TokenVerifier({ ...tokens, now }) } : {}),
  })
}

function views(app: ApiServer, { store, viewMaxAgeMs = VIEW_MAX_AGE_MS }: AppDependencies) {
  const collectionView = new PolledView<StoredCollection>({
    maxAgeMs: viewMaxAgeMs,
    load: async () => {
      const all = await store.collections.all()
      // Not those on their way out: what is not known is asked for again at once.
      return new Map(all.filter(({ deleting }) => !deleting).map((one) => [one.name, one]))
    },
  })
  const keyView = new PolledView<KeyRecord>({
    maxAgeMs: viewMaxAgeMs,
    load: async () => new Map((await store.keys.all()).map((one) => [one.id, one])),
  })
  for (const view of [collectionView, keyView]) {
    app.addHook('onReady', async () => view.start())
    app.addHook('onClose', async () => view.close())
  }
  return { collectionView, keyView }
}

function probe({ probeOneIn = 0, metrics, logger }: AppDependencies): StalenessProbe {
  return new StalenessProbe({
    oneIn: probeOneIn,
    random: Math.random,
    onOutcome: (outcome) => {
      metrics.cacheProbe(outcome)
      if (outcome === 'disagree') {
        logger.error('a cached document was older than the database; it was removed')
      }
    },
  })
}

/** Tells clients not to send the next request on a connection that is about to close. */
function registerDraining(app: ApiServer, lifecycle: Lifecycle): void {
  app.addHook('onRequest', (_request, reply, done) => {
    if (lifecycle.draining) reply.header('connection', 'close')
    done()
  })
}
