/** The open streams of this process: how many there may be, what they cost, when they end. */
import { Readable } from 'node:stream'
import type { Follower } from '@cstore/cache'
import type { StoredCollection } from '@cstore/store'
import type { FastifyReply } from 'fastify'
import { ApiError } from '../../problems/api-errors.ts'
import { cacheCollection } from '../documents/document-service.ts'
import type { ChangeRouteDependencies } from './change-routes.ts'
import { changeStream } from './change-stream.ts'

export interface FeedLimits {
  readonly maxListeners: number
  readonly heartbeatMs: number
  /** A client that takes nothing for so long is left. */
  readonly stalledMs: number
}

export interface Listening {
  readonly collection: StoredCollection
  /** As a client was told it; null: from now on. */
  readonly cursor: string | null
  readonly withDocuments: boolean
  readonly authorizeAgain: () => Promise<void>
}

const LIMITS: FeedLimits = { maxListeners: 1000, heartbeatMs: 15_000, stalledMs: 30_000 }
/** Bound of what waits for a slow client, besides what is in its socket. */
const BUFFER_BYTES = 16 * 1024

export class Listeners {
  readonly #deps: ChangeRouteDependencies
  readonly #limits: FeedLimits
  #open = 0
  #ending = false

  constructor(dependencies: ChangeRouteDependencies) {
    this.#deps = dependencies
    this.#limits = { ...LIMITS, ...dependencies.limits }
  }

  /** All streams end in a moment, and none begins. */
  end(): void {
    this.#ending = true
  }

  /** @throws ApiError when there are too many, ChangesUnavailableError */
  async open(reply: FastifyReply, listening: Listening): Promise<Readable> {
    if (this.#open >= this.#limits.maxListeners) throw tooMany()
    this.#count(1)
    try {
      const { incarnation } = listening.collection
      const known = cursorIn(incarnation, listening.cursor)
      const follower = await this.#deps.changes.follow(known)
      const lost = listening.cursor !== null && known === null
      const gone = new AbortController()
      const stream = Readable.from(this.#events(follower, { listening, lost, gone: gone.signal }), {
        objectMode: false,
        highWaterMark: BUFFER_BYTES,
      })
      const stopWatching = leaveWhenStalled(reply, this.#limits.stalledMs)
      const end = (): void => {
        if (gone.signal.aborted) return
        gone.abort()
        stopWatching()
        follower.close()
        this.#count(-1)
      }
      stream.once('close', end)
      reply.raw.once('close', end)
      if (reply.raw.closed) end()
      // A connection that is kept open would keep a server from ending that has just let it go.
      const { socket } = reply.request.raw
      reply.raw.once('finish', () => this.#isOver() && socket.end())
      return stream
    } catch (error) {
      this.#count(-1)
      throw error
    }
  }

  #events(
    follower: Follower,
    { listening, lost, gone }: { listening: Listening; lost: boolean; gone: AbortSignal },
  ): AsyncGenerator<Buffer> {
    const { collection, withDocuments } = listening
    return changeStream({
      follower,
      lost,
      gone,
      collection: cacheCollection(collection),
      incarnation: collection.incarnation,
      heartbeatMs: this.#limits.heartbeatMs,
      onEvent: (event) => this.#deps.metrics.feedEvent(event),
      goesOn: () => this.#goesOn(listening),
      ...(withDocuments ? { load: (id) => this.#document(collection, id) } : {}),
    })
  }

  async #goesOn({ collection, authorizeAgain }: Listening): Promise<boolean> {
    if (this.#isOver()) return false
    try {
      await authorizeAgain()
      const { incarnation } = await this.#deps.collections.require(collection.name)
      return incarnation === collection.incarnation
    } catch {
      // Asked again, the client hears why.
      return false
    }
  }

  async #document(collection: StoredCollection, id: string): Promise<Buffer | null> {
    const { entry } = await this.#deps.documents.read({ collection, id }, { refresh: false })
    return entry.kind === 'document' ? entry.body : null
  }

  #isOver(): boolean {
    return this.#ending || this.#deps.lifecycle.draining
  }

  #count(difference: 1 | -1): void {
    this.#open += difference
    this.#deps.metrics.feedListeners(this.#open)
  }
}

/** The part of a client's cursor that the feed knows; null when it belongs to something else. */
function cursorIn(incarnation: string, cursor: string | null): string | null {
  const prefix = `${incarnation}.`
  return cursor?.startsWith(prefix) ? cursor.slice(prefix.length) : null
}

/** The memory of a stream that nobody reads is bounded, but it would never be freed. */
function leaveWhenStalled({ raw }: FastifyReply, stalledMs: number): () => void {
  let drained = true
  raw.on('drain', () => (drained = true))
  const timer = setInterval(() => {
    if (raw.writableNeedDrain && !drained) raw.destroy()
    drained = false
  }, stalledMs).unref()
  return () => clearInterval(timer)
}

function tooMany(): ApiError {
  return new ApiError(
    'CSTORE_FEED_FULL',
    'This process has as many followers as it takes. Try again in a moment.',
  )
}
