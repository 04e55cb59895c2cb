/**
 * Collections as the API knows them: settings from the polled view, changes straight to the
 * database. A deletion is acknowledged only when every process has stopped serving the
 * collection: it is marked, everyone's view of it grows too old to be trusted, then its
 * documents go.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_CACHE_POLICY, type CollectionSettingsInput } from '@cstore/contracts'
import type { Store, StoredCollection } from '@cstore/store'
import { ApiError } from '../../problems/api-errors.ts'
import type { PolledView } from '../../views/polled-view.ts'

export interface CollectionsDependencies {
  readonly store: Store
  readonly view: PolledView<StoredCollection>
  readonly viewMaxAgeMs: number
}

/** A request that looked at its view just in time may still take a moment to answer. */
const MARGIN = 1.5

export class Collections {
  readonly #deps: CollectionsDependencies

  constructor(dependencies: CollectionsDependencies) {
    this.#deps = dependencies
  }

  /**
   * At once while the view is fresh: the path of every cached read.
   * @throws ApiError CSTORE_COLLECTION_NOT_FOUND
   */
  require(name: string): StoredCollection | Promise<StoredCollection> {
    return this.#deps.view.peek(name) ?? this.#find(name)
  }

  async #find(name: string): Promise<StoredCollection> {
    const collection = await this.#deps.view.find(name)
    if (!collection) throw notFound(name)
    return collection
  }

  /** From the database itself. */
  async all(): Promise<StoredCollection[]> {
    const all = await this.#deps.store.collections.all()
    return all.filter(({ deleting }) => !deleting)
  }

  /**
   * Creates the collection or replaces its settings, all of them.
   * @throws CollectionDeletingError
   */
  async put(name: string, input: CollectionSettingsInput): Promise<{ created: boolean }> {
    const { created } = await this.#deps.store.collections.put(name, {
      ...input,
      cache: { ...DEFAULT_CACHE_POLICY, ...input.cache },
      publicRead: input.publicRead ?? false,
      indexes: input.indexes ?? [],
    })
    await this.#deps.view.refresh()
    return { created }
  }

  /**
   * Settings and documents. Takes as long as every process needs to notice, also when another
   * request has begun it: that one may have died. Only what was marked is dropped: when this call
   * has waited, a collection of that name may be a new one.
   */
  async remove(name: string): Promise<void> {
    const incarnation = await this.#deps.store.collections.markDeleted(name)
    if (incarnation === null) throw notFound(name)
    await this.#deps.view.refresh()
    await sleep(this.#deps.viewMaxAgeMs * MARGIN)
    await this.#deps.store.collections.drop(name, incarnation)
  }
}

function notFound(name: string): ApiError {
  return new ApiError(
    'CSTORE_COLLECTION_NOT_FOUND',
    `There is no collection ${JSON.stringify(name)}. Create it with PUT /api/v1/collections/${name}.`,
  )
}
