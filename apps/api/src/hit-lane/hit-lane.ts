/**
 * The short way of a hit: a plain read of one document that the cache has is answered here, with the
 * bytes of the cache, before the framework has looked at the request. The answer is the one that the
 * route gives, field by field: a test compares them.
 *
 * Whatever is not plain goes the usual way, untouched: other methods and addresses, a key that has to
 * be looked up, a reader who may not, a miss, a cache that is away. So nothing is refused here, and
 * no rule stands here alone.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { CacheRead } from '@cstore/cache'
import type { Metrics } from '@cstore/metrics'
import type { StoredCollection } from '@cstore/store'
import type { FastifyBaseLogger } from 'fastify'
import type { Authenticator } from '../access/authenticator.ts'
import { mayAct, type Principal } from '../access/principal.ts'
import type { Exchanges } from '../exchanges.ts'
import type { Lifecycle } from '../lifecycle.ts'
import { logRequest, logsRequests, requestId } from '../plugins/request-log.ts'
import { cacheControl, cacheStatus, serverTiming } from '../routes/documents/answer.ts'
import type { DocumentService } from '../routes/documents/document-service.ts'
import { DOCUMENT_ROUTE } from '../routes/documents/document-path.ts'
import type { PolledView } from '../views/polled-view.ts'
import { HttpDates } from './http-dates.ts'
import { plainRead } from './plain-read.ts'

export interface HitLaneDependencies {
  readonly authenticator: Authenticator
  readonly collections: PolledView<StoredCollection>
  readonly documents: DocumentService
  readonly exchanges: Exchanges
  readonly lifecycle: Lifecycle
  readonly metrics: Metrics
  readonly log: FastifyBaseLogger
  /** Whether their requests must be counted before they are answered. */
  readonly isCounted: (principal: Principal) => boolean
  /** Fields that every answer has: name, value, name, value … */
  readonly fields: readonly string[]
}

interface Reader {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly principal: Principal
  readonly collection: StoredCollection
  readonly id: string
}

export class HitLane {
  readonly #deps: HitLaneDependencies
  readonly #dates = new HttpDates()
  /** What the cache had for requests that went the usual way after all; null: nothing. */
  readonly #found = new WeakMap<IncomingMessage, CacheRead | null>()
  readonly #logs: boolean

  constructor(dependencies: HitLaneDependencies) {
    this.#deps = dependencies
    this.#logs = logsRequests(dependencies.log)
  }

  /** What was found in the cache before; null: nothing, undefined: nobody looked. */
  found(request: IncomingMessage): CacheRead | null | undefined {
    return this.#found.get(request)
  }

  /** Tries every request here first. */
  before(usual: RequestListener): RequestListener {
    return (request, response) => {
      const reader = this.#admit(request, response)
      const { collection, id = '' } = reader ?? {}
      const looking = collection ? this.#deps.documents.hit({ collection, id }) : null
      if (!reader || !looking) return usual(request, response)
      const { startedMs } = this.#deps.exchanges.begin(request, response)
      void looking.then((read) => {
        if (read && answers(read, request)) return this.#answer(reader, { read, startedMs })
        this.#found.set(request, read)
        return usual(request, response)
      })
    }
  }

  /** Null: whether this may be read, and from where, takes more than a look. */
  #admit(request: IncomingMessage, response: ServerResponse): Reader | null {
    const { authenticator, collections, lifecycle, isCounted } = this.#deps
    const plain = lifecycle.draining ? null : plainRead(request)
    const collection = plain && collections.peek(plain.collection)
    if (!plain || !collection) return null
    const principal = knownPrincipal(authenticator, request.headers.authorization)
    if (!principal || isCounted(principal)) return null
    const may = collection.settings.publicRead || mayAct(principal, 'reader', collection.name)
    return may ? { request, response, principal, collection, id: plain.id } : null
  }

  #answer(reader: Reader, { read, startedMs }: { read: CacheRead; startedMs: number }): void {
    const { request, response, collection } = reader
    const { etag, updatedAtMs, body } = read.entry
    const id = requestId(request.headers['x-request-id'])
    const readMs = performance.now() - startedMs
    const fields = [...this.#deps.fields, 'x-request-id', id, 'etag', etag]
    fields.push('cache-status', cacheStatus(read, false), 'server-timing', serverTiming(readMs))
    fields.push('cache-control', cacheControl(collection))
    // Documents that another program wrote have no time.
    if (updatedAtMs > 0) fields.push('last-modified', this.#dates.of(updatedAtMs))
    const known = request.headers['if-none-match'] === etag
    if (known) response.writeHead(304, fields).end()
    else {
      fields.push('content-type', 'application/json', 'content-length', String(body.length))
      sendBody(response.writeHead(200, fields), body)
    }
    this.#tell(reader, { id, status: known ? 304 : 200, ms: performance.now() - startedMs })
  }

  #tell({ request, principal }: Reader, done: { id: string; status: number; ms: number }): void {
    const { metrics, log } = this.#deps
    const { id, status, ms } = done
    metrics.httpRequest({ method: 'GET', route: DOCUMENT_ROUTE, status, seconds: ms / 1000 })
    if (!this.#logs) return
    logRequest(log, { id, method: 'GET', url: request.url ?? '', status, ms, key: principal.id })
  }
}

/** Node.js writes that much text without taking memory for it; the head comes on top. */
const MAX_TEXT_BYTES = 14 * 1024

/**
 * As text that stands for its bytes, head and body leave in one write. In a server that does nothing
 * else that saves a microsecond of twenty.
 */
function sendBody(response: ServerResponse, body: Buffer): void {
  if (body.length > MAX_TEXT_BYTES) response.end(body)
  else response.end(body.toString('latin1'), 'latin1')
}

/** An absent document is a problem, and other conditions than this one are to be parsed first. */
function answers({ entry }: CacheRead, { headers }: IncomingMessage): boolean {
  const condition = headers['if-none-match']
  return entry.kind === 'document' && (condition === undefined || condition === entry.etag)
}

/** Null: somebody has to be asked, or it is to be refused. */
function knownPrincipal(authenticator: Authenticator, field: string | undefined): Principal | null {
  try {
    const found = authenticator.authenticate(field)
    if (!(found instanceof Promise)) return found
    // Asked for again by the usual way, which hears of it.
    found.catch(() => undefined)
  } catch {
    // Refused there, too.
  }
  return null
}
