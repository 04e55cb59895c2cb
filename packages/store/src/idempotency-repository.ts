/**
 * Requests that may be repeated and are done once. What is chosen for a request (the id and the time
 * of creation of its document) is on record before it is done. Whoever repeats it, after a crash as
 * well, does it with the same choice and so finds what was done: safety needs no lock. The claim only
 * spares two processes from doing it at once.
 */
import { randomUUID } from 'node:crypto'
import type { Collection, Db } from 'mongodb'
import { isDuplicateKey, mapErrors } from './driver-errors.ts'

export interface IdempotencyDependencies {
  readonly db: Db
  /** Time limit of every command, milliseconds. */
  readonly maxTimeMs: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** What identifies a request. */
export interface RepeatableRequest {
  /** Unique to who asks, what for, and the key they gave. */
  readonly key: string
  /** Digest of everything that the outcome depends on. */
  readonly fingerprint: string
  /** Of the document, if this is the first time. */
  readonly documentId: string
}

/** What was chosen when the request came first. */
export interface Choice {
  readonly documentId: string
  /** Milliseconds since 1970. */
  readonly createdAtMs: number
}

export type IdempotencyClaim =
  /** To be done now. `fresh`: nobody can have begun it before. */
  | ({ readonly kind: 'claimed'; readonly token: string; readonly fresh: boolean } & Choice)
  | ({ readonly kind: 'done' } & Choice)
  /** Somebody is at it. */
  | { readonly kind: 'busy' }
  /** The key belongs to another request. */
  | { readonly kind: 'other' }

interface StoredRequest {
  readonly _id: string
  readonly fingerprint: string
  readonly documentId: string
  readonly createdAt: Date
  readonly done: boolean
  readonly claim: { readonly token: string; readonly at: Date }
}

const REQUESTS_COLLECTION = 'cstore.idempotency'
const MAX_ATTEMPTS = 8
/** How much longer than a database operation a claim is respected. */
const CLAIM_MARGIN_MS = 1000
const NEVER = new Date(0)
/** How long a key is remembered. */
const IDEMPOTENCY_TTL_MS = 24 * 3_600_000

/** Every method throws StoreUnavailableError or StoreTimeoutError when MongoDB fails. */
export class IdempotencyRepository {
  readonly #requests: Collection<StoredRequest>
  readonly #limit: { readonly maxTimeMS: number }
  readonly #now: () => number

  constructor({ db, maxTimeMs, now }: IdempotencyDependencies) {
    this.#requests = db.collection<StoredRequest>(REQUESTS_COLLECTION)
    this.#limit = { maxTimeMS: maxTimeMs }
    this.#now = now
  }

  /** Puts a request on record, or finds what became of it. */
  claim(request: RepeatableRequest): Promise<IdempotencyClaim> {
    return mapErrors('write', async () => {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
        const claim = (await this.#first(request)) ?? (await this.#again(request))
        if (claim) return claim
      }
      return { kind: 'busy' }
    })
  }

  /** From now on the request is answered from its record. */
  finish(key: string, token: string): Promise<void> {
    return this.#change(key, token, { $set: { done: true } })
  }

  /** Nobody is at it any more; it may or may not have been done. */
  release(key: string, token: string): Promise<void> {
    return this.#change(key, token, { $set: { 'claim.at': NEVER } })
  }

  /** The request was not done, and the key is free. */
  forget(key: string, token: string): Promise<void> {
    return mapErrors('write', async () => {
      await this.#requests.deleteOne({ _id: key, 'claim.token': token }, this.#limit)
    })
  }

  /** Lets MongoDB remove old records. Servers without such indexes need `sweep` all the more. */
  prepare(): Promise<void> {
    const seconds = IDEMPOTENCY_TTL_MS / 1000
    return mapErrors('write', async () => {
      await this.#requests.createIndex({ createdAt: 1 }, { expireAfterSeconds: seconds })
    })
  }

  /** Removes old records. */
  sweep(): Promise<void> {
    return mapErrors('write', async () => {
      await this.#requests.deleteMany({ createdAt: { $lt: this.#oldest() } }, this.#limit)
    })
  }

  async #first(request: RepeatableRequest): Promise<IdempotencyClaim | null> {
    const { key, fingerprint, documentId } = request
    const at = new Date(this.#now())
    const token = randomUUID()
    try {
      await this.#requests.insertOne(
        { _id: key, fingerprint, documentId, createdAt: at, done: false, claim: { token, at } },
        this.#limit,
      )
      return { kind: 'claimed', token, fresh: true, documentId, createdAtMs: at.getTime() }
    } catch (error) {
      if (isDuplicateKey(error)) return null
      throw error
    }
  }

  /** Null: the record is gone. */
  async #again({ key, fingerprint }: RepeatableRequest): Promise<IdempotencyClaim | null> {
    const found = await this.#requests.findOne({ _id: key }, this.#limit)
    if (!found) return null
    const { documentId, createdAt, done, claim } = found
    if (createdAt < this.#oldest()) {
      await this.#requests.deleteOne({ _id: key, createdAt }, this.#limit)
      return null
    }
    if (found.fingerprint !== fingerprint) return { kind: 'other' }
    const choice = { documentId, createdAtMs: createdAt.getTime() }
    if (done) return { kind: 'done', ...choice }
    const respectedMs = this.#limit.maxTimeMS + CLAIM_MARGIN_MS
    if (this.#now() - claim.at.getTime() < respectedMs) return { kind: 'busy' }
    const token = await this.#takeOver(key, claim.token)
    return token === null ? { kind: 'busy' } : { kind: 'claimed', token, fresh: false, ...choice }
  }

  async #takeOver(key: string, from: string): Promise<string | null> {
    const token = randomUUID()
    const { matchedCount } = await this.#requests.updateOne(
      { _id: key, 'claim.token': from, done: false },
      { $set: { claim: { token, at: new Date(this.#now()) } } },
      this.#limit,
    )
    return matchedCount === 1 ? token : null
  }

  #change(
    key: string,
    token: string,
    change: { $set: { done: true } | { 'claim.at': Date } },
  ): Promise<void> {
    return mapErrors('write', async () => {
      await this.#requests.updateOne({ _id: key, 'claim.token': token }, change, this.#limit)
    })
  }

  #oldest(): Date {
    return new Date(this.#now() - IDEMPOTENCY_TTL_MS)
  }
}
