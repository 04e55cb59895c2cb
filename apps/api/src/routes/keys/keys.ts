import type { ApiKeyInput, ApiKeyRotation } from '@cstore/contracts'
import { WriteConflictError, type KeyRecord, type Store } from '@cstore/store'
import { makeApiKey, makeSecret } from '../../access/api-key.ts'
import { ApiError } from '../../problems/api-errors.ts'
import type { PolledView } from '../../views/polled-view.ts'

export interface KeysDependencies {
  readonly store: Pick<Store, 'keys'>
  readonly view: PolledView<KeyRecord>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** What a client may see once. */
export interface ShownKey {
  readonly record: KeyRecord
  /** What the client sends. */
  readonly key: string
}

const MAX_ATTEMPTS = 8

/** Makes, renews and ends API keys. This process sees a change at once, others within a second. */
export class Keys {
  readonly #deps: KeysDependencies

  constructor(dependencies: KeysDependencies) {
    this.#deps = dependencies
  }

  all(): Promise<KeyRecord[]> {
    return this.#deps.store.keys.all()
  }

  /** @throws ApiError CSTORE_REQUEST_INVALID when it would have expired already */
  async create({ expiresAt, ...input }: ApiKeyInput): Promise<ShownKey> {
    const { id, key, secretHash } = makeApiKey()
    const record: KeyRecord = {
      ...input,
      id,
      secretHash,
      createdAtMs: this.#deps.now(),
      ...this.#end(expiresAt),
    }
    await this.#deps.store.keys.insert(record)
    await this.#deps.view.refresh()
    return { record, key }
  }

  /**
   * The secret before is good for `graceMs` longer; one from before that is not any more.
   * @throws ApiError CSTORE_KEY_NOT_FOUND, or CSTORE_REQUEST_INVALID when the key has expired and
   * gets no new end, or one that is past
   */
  async rotate(id: string, { graceMs = 0, expiresAt }: ApiKeyRotation): Promise<ShownKey> {
    const { store, view, now } = this.#deps
    const newEnd = this.#end(expiresAt)
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const seen = await store.keys.find(id)
      if (!seen) throw notFound()
      const { former: _, ...before } = seen
      const { key, secretHash } = makeSecret(id)
      const record = { ...before, secretHash, rotatedAtMs: now(), ...newEnd }
      if (isPast(record.expiresAtMs, now()))
        throw pastEnd('The key has expired: give it a new end.')
      const former = { secretHash: seen.secretHash, validUntilMs: now() + graceMs }
      const next = graceMs === 0 ? record : { ...record, former }
      if (!(await store.keys.replace(seen, next))) continue
      await view.refresh()
      return { record: next, key }
    }
    throw new WriteConflictError()
  }

  /** @throws ApiError CSTORE_KEY_NOT_FOUND */
  async revoke(id: string): Promise<void> {
    if (!(await this.#deps.store.keys.remove(id))) throw notFound()
    await this.#deps.view.refresh()
  }

  #end(expiresAt: string | undefined): { expiresAtMs?: number } {
    if (expiresAt === undefined) return {}
    const expiresAtMs = Date.parse(expiresAt)
    if (isPast(expiresAtMs, this.#deps.now())) throw pastEnd('Expected a time in the future.')
    return { expiresAtMs }
  }
}

function isPast(timeMs: number | undefined, nowMs: number): boolean {
  return timeMs !== undefined && timeMs <= nowMs
}

function notFound(): ApiError {
  return new ApiError('CSTORE_KEY_NOT_FOUND', 'There is no key with this id.')
}

function pastEnd(detail: string): ApiError {
  return new ApiError('CSTORE_REQUEST_INVALID', 'The body is not as expected.', {
    errors: [{ pointer: '/expiresAt', detail }],
  })
}
