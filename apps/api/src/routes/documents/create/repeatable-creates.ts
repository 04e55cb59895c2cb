/**
 * Creates that clients may repeat until they have an answer: the same key and body make one document
 * and get one answer, however often, at once or later, on whichever process
 * (draft-ietf-httpapi-idempotency-key-header).
 *
 * The id and the time of creation are on record before the document is made, so whoever repeats a
 * create that was cut off finds it by them. With them the answer can be made again from the body
 * that the client repeats; the record needs no copy of it. A create that surely failed frees its key.
 */
import { createHash } from 'node:crypto'
import { CacheUnavailableError } from '@cstore/cache'
import { StoreError, type Choice, type Store, type StoredCollection } from '@cstore/store'
import type { StoredDocument } from '@cstore/store'
import { v7 as uuidv7 } from 'uuid'
import { ApiError } from '../../../problems/api-errors.ts'
import type { DocumentService, Fields } from '../document-service.ts'

type CreateOutcome = 'made' | 'recovered' | 'repeated' | 'busy' | 'reused'

export interface RepeatableCreatesDependencies {
  readonly store: Store
  readonly documents: DocumentService
  readonly onOutcome: (outcome: CreateOutcome) => void
}

export interface RepeatableCreate {
  readonly collection: StoredCollection
  readonly fields: Fields
  /** Of the client. */
  readonly idempotencyKey: string
  /** Whose key that is: others may choose the same. */
  readonly principal: string
}

export interface CreateAnswer {
  readonly document: StoredDocument
  /** The answer to an earlier request, given again. */
  readonly repeated: boolean
}

export class RepeatableCreates {
  readonly #deps: RepeatableCreatesDependencies

  constructor(dependencies: RepeatableCreatesDependencies) {
    this.#deps = dependencies
  }

  /** @throws ApiError when somebody is at it, or the key was used with another body */
  async create(request: RepeatableCreate): Promise<CreateAnswer> {
    const { collection, fields } = request
    const { store, onOutcome } = this.#deps
    const key = keyOf(request)
    const claim = await store.idempotency.claim({
      key,
      fingerprint: sha256(JSON.stringify(fields)),
      documentId: typeof fields['id'] === 'string' ? fields['id'] : uuidv7(),
    })
    if (claim.kind === 'done') {
      onOutcome('repeated')
      const target = { collection: collection.name, id: claim.documentId }
      const document = store.documents.asCreated(target, fields, claim.createdAtMs)
      return { document, repeated: true }
    }
    if (claim.kind !== 'claimed') {
      const isBusy = claim.kind === 'busy'
      onOutcome(isBusy ? 'busy' : 'reused')
      throw isBusy ? busy() : reused()
    }
    const document = await this.#make(request, { ...claim, key })
    onOutcome(claim.fresh ? 'made' : 'recovered')
    return { document, repeated: false }
  }

  async #make(
    { collection, fields }: RepeatableCreate,
    claim: Choice & { key: string; token: string; fresh: boolean },
  ): Promise<StoredDocument> {
    const { idempotency } = this.#deps.store
    const { key, token, documentId: id, createdAtMs, fresh } = claim
    try {
      const document = await this.#deps.documents.createOnce({ collection, id }, fields, {
        createdAtMs,
        fresh,
      })
      // A record that stays open is harmless: whoever repeats the request finds the document.
      await idempotency.finish(key, token).catch(() => undefined)
      return document
    } catch (error) {
      // Of a request that was begun before, nobody knows whether it was done.
      const undone = claim.fresh && isSurelyUndone(error)
      const settled = undone ? idempotency.forget(key, token) : idempotency.release(key, token)
      await settled.catch(() => undefined)
      throw error
    }
  }
}

function isSurelyUndone(error: unknown): boolean {
  if (error instanceof StoreError) {
    return !('outcomeUnknown' in error && error.outcomeUnknown === true)
  }
  return error instanceof ApiError || error instanceof CacheUnavailableError
}

function keyOf({ principal, collection, idempotencyKey }: RepeatableCreate): string {
  const { name, incarnation } = collection
  return sha256(JSON.stringify([principal, name, incarnation, idempotencyKey]))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function busy(): ApiError {
  return new ApiError(
    'CSTORE_IDEMPOTENCY_IN_PROGRESS',
    'A request with this Idempotency-Key is under way. Repeat this one in a moment.',
  )
}

function reused(): ApiError {
  return new ApiError(
    'CSTORE_IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key was sent with another body. Choose a new key for a new request.',
  )
}
