import { createCaches, type FencePolicy } from '@cstore/cache'
import { createMetrics } from '@cstore/metrics'
import { connectStore } from '@cstore/store'
import { testMongo, testRedis } from '@cstore/testing'
import { pino } from 'pino'
import { buildApp, type AppDependencies } from '../src/app.ts'
import { epochStore } from '../src/epoch-store.ts'
import type { RateLimits } from '../src/plugins/rate-limits.ts'
import { observeCache } from '../src/observe-cache.ts'
import { Description } from './description.ts'
import { routesOf, type AppRoute } from './routes-of.ts'

export const ADMIN_KEY = 'an-admin-key-for-tests'
export const MAX_DOCUMENT_BYTES = 4096
const VIEW_MAX_AGE_MS = 200

export interface TestApi {
  readonly url: string
  /**
   * Requests with the admin key; `as` sends another key, or none for null. Answers must be as the
   * API describes them.
   */
  request(path: string, init?: TestRequest): Promise<Response>
  /** What was logged, a JSON line each. */
  readonly log: readonly string[]
  readonly lifecycle: { draining: boolean }
  readonly description: Description
  /** Everything that can be asked for, other methods on the same addresses included. */
  readonly routes: readonly AppRoute[]
}

export interface TestRequest {
  readonly method?: string
  readonly body?: string | object
  readonly headers?: Record<string, string>
  readonly as?: string | null
}

export interface TestDeployment extends AsyncDisposable {
  /** Starts one more API process's worth of parts over the same MongoDB and Redis. */
  start(options?: Partial<StartOptions>): Promise<TestApi>
  readonly mongoUri: string
  readonly database: string
  readonly redisUrl: string
}

/** A database and a Redis of its own, and any number of APIs over both. */
export async function testDeployment(): Promise<TestDeployment> {
  const mongo = await testMongo()
  const redis = await testRedis()
  const closers: (() => Promise<void>)[] = [() => mongo.close(), () => redis.close()]
  return {
    mongoUri: mongo.uri,
    database: mongo.database,
    redisUrl: redis.url,
    start: async (options = {}) => {
      const { api, close } = await startApi({
        mongoUri: mongo.uri,
        redisUrl: redis.url,
        database: mongo.database,
        policy: 'available',
        ...options,
      })
      closers.push(close)
      return api
    },
    [Symbol.asyncDispose]: async () => {
      for (const close of closers.toReversed()) await close()
    },
  }
}

interface Addresses {
  readonly mongoUri: string
  readonly redisUrl: string
  readonly database: string
}

interface StartOptions extends Addresses {
  readonly policy: FencePolicy
  /** How many changes can be followed afterwards. */
  readonly maxChanges?: number
  /** Requests a minute, on the limiter that goes with the cache. */
  readonly limits?: Pick<RateLimits, 'perMinute' | 'anonymousPerMinute'>
  /** In place of what the API gets otherwise. */
  readonly app?: Partial<AppDependencies>
}

async function startApi(options: StartOptions) {
  const { mongoUri, redisUrl, database, policy, maxChanges, limits, app: more = {} } = options
  const metrics = createMetrics()
  const log: string[] = []
  const lifecycle = { draining: false }
  const store = await connectStore({
    uri: mongoUri,
    database,
    maxTimeMs: 2000,
    connectTimeoutMs: 2000,
    onCommand: (event) => metrics.storeCommand(event),
  })
  const caches = await createCaches({
    namespace: store.instanceId,
    redisUrl,
    maxBytes: 1_048_576,
    // The machine of a test run may be busy: a slow Redis is not what these tests are about.
    timeoutMs: 1000,
    maxTimeMs: 2000,
    policy,
    ...(maxChanges === undefined ? {} : { maxChanges }),
    epochStore: epochStore(store.cacheState),
    onEvent: observeCache(metrics),
  })
  const app = await buildApp({
    store,
    cache: caches.documents,
    lists: caches.lists,
    changes: caches.changes,
    metrics,
    lifecycle,
    logger: pino({ level: 'info' }, { write: (line) => void log.push(line) }),
    version: '0.0.0-test',
    adminKey: ADMIN_KEY,
    maxDocumentBytes: MAX_DOCUMENT_BYTES,
    viewMaxAgeMs: VIEW_MAX_AGE_MS,
    ...(limits && { rateLimits: { rates: caches.rates, knowsProxies: true, ...limits } }),
    ...more,
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const described = await fetch(`${url}/api/v1/openapi.json`)
  const description = new Description(Object(await described.json()))
  const request: TestApi['request'] = async (path, init) => {
    const response = await send(url + path, init)
    await checkDescribed(description, response, { path, method: methodOf(init) })
    return response
  }
  const api: TestApi = { url, log, lifecycle, description, routes: routesOf(app), request }
  const close = async (): Promise<void> => {
    await app.close()
    await caches.close()
    await store.close()
  }
  return { api, close }
}

/** @throws Error when the answer is not as described */
async function checkDescribed(
  description: Description,
  response: Response,
  request: { path: string; method: string },
): Promise<void> {
  const { status, headers } = response
  // Streams are for whoever asked; what is JSON has an end.
  const isWhole =
    status === 204 || status === 304 || /json(?:;|$)/.test(headers.get('content-type') ?? '')
  const isStream = headers.get('content-type')?.includes('ndjson')
  const text = isWhole && !isStream ? await response.clone().text() : undefined
  const answer = { ...request, status, headers, ...(text === undefined ? {} : { text }) }
  const faults = description.faults(answer)
  if (faults.length > 0) throw new Error(faults.join('\n'))
}

function methodOf({ method, body }: TestRequest = {}): string {
  return method ?? (body === undefined ? 'GET' : 'POST')
}

function send(url: string, init: TestRequest = {}) {
  const { as = ADMIN_KEY, body, headers } = init
  const json = typeof body === 'object'
  const all = {
    ...(as === null ? {} : { authorization: `Bearer ${as}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  }
  return fetch(url, {
    method: methodOf(init),
    headers: all,
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : body }),
  })
}
