/**
 * Composes cache and store: reads go through the cache, writes run between its fences. The
 * only place where the two meet.
 */
import {
  readMany,
  type CacheEntry,
  type CacheRead,
  type ChangeOp,
  type DocumentCache,
  type DocumentKey,
  type ReadRequest,
} from '@cstore/cache'
import type { Precondition, Store, StoredCollection, StoredDocument } from '@cstore/store'
import { v7 as uuidv7 } from 'uuid'
import { ApiError } from '../../problems/api-errors.ts'
import { changeTo } from './change-of.ts'
import type { SchemaValidator } from './schema-validator.ts'
import type { StalenessProbe } from './staleness-probe.ts'

export type Fields = Record<string, unknown>

export interface DocumentServiceDependencies {
  readonly store: Store
  readonly cache: DocumentCache
  readonly validator: SchemaValidator
  readonly probe: StalenessProbe
}

/** As in `ReadRequest`. */
type ReadHow = Pick<ReadRequest, 'refresh' | 'missed'>

/** A document of a collection that is known to exist. */
export interface Target {
  readonly collection: StoredCollection
  readonly id: string
}

const ABSENT: CacheEntry = Object.freeze({
  kind: 'absent',
  version: 0,
  createdAtMs: 0,
  updatedAtMs: 0,
  etag: '',
  body: Buffer.alloc(0),
})

/**
 * The name of a collection in the cache. One that was deleted and made again has another
 * incarnation, so nothing cached of the old one can be found.
 */
export function cacheCollection({ name, incarnation }: StoredCollection): string {
  return `${name}.${incarnation}`
}

export function cacheKey({ collection, id }: Target): DocumentKey {
  return { collection: cacheCollection(collection), id }
}

export class DocumentService {
  readonly #store: Store
  readonly #cache: DocumentCache
  readonly #validator: SchemaValidator
  readonly #probe: StalenessProbe

  constructor({ store, cache, validator, probe }: DocumentServiceDependencies) {
    this.#store = store
    this.#cache = cache
    this.#validator = validator
    this.#probe = probe
  }

  /** An absent document is an answer too: it may come from the cache. */
  async read(target: Target, how: ReadHow = {}): Promise<CacheRead> {
    return this.#probed(
      await this.#cache.read(cacheKey(target), this.#request(target, how)),
      target,
    )
  }

  /** As `DocumentCache.hit`. */
  hit(target: Target): Promise<CacheRead | null> | null {
    const found = this.#cache.hit(cacheKey(target), this.#request(target, {}))
    return found && found.then((read) => read && this.#probed(read, target))
  }

  #request({ collection, id }: Target, how: ReadHow): ReadRequest {
    return { policy: collection.settings.cache, ...how, load: () => this.#load({ collection, id }) }
  }

  #probed(read: CacheRead, target: Target): CacheRead {
    this.#probe.consider(read, () => ({
      stored: async () => (await this.#load(target)).etag,
      readAgain: () => this.#cache.read(cacheKey(target), this.#request(target, {})),
      purge: () => this.purge(target),
    }))
    return read
  }

  /**
   * One answer per id, in their order; absent documents are answers too. One round trip to the
   * cache, and one query for what it does not have. No id may come twice.
   */
  readMany(collection: StoredCollection, ids: readonly string[]): Promise<CacheRead[]> {
    const keys = ids.map((id) => cacheKey({ collection, id }))
    return readMany(this.#cache, keys, {
      policy: collection.settings.cache,
      loadMany: async (missed) => {
        const wanted = missed.map(({ id }) => id)
        const found = await this.#store.documents.readMany(collection.name, wanted)
        return wanted.map((id) => entryOf(found.get(id)))
      },
    })
  }

  /** `id` absent: a UUID of version 7 (RFC 9562). */
  create(collection: StoredCollection, fields: Fields): Promise<StoredDocument> {
    const { id: given = uuidv7() } = fields
    const id = typeof given === 'string' ? given : String(given)
    this.#validator.check(collection, { ...fields, id })
    const target = { collection, id }
    return this.#write(
      target,
      () => this.#store.documents.create(collection.name, fields, id),
      (document) => ['create', document],
    )
  }

  /** As `DocumentRepository.createOnce`; `fresh`: no earlier try can have created it. */
  async createOnce(
    target: Target,
    fields: Fields,
    { createdAtMs, fresh }: { createdAtMs: number; fresh: boolean },
  ): Promise<StoredDocument> {
    this.#validator.check(target.collection, { ...fields, id: target.id })
    return this.#write(
      target,
      () => this.#store.documents.createOnce(named(target), fields, createdAtMs),
      // What an earlier try created may have been changed since.
      (document) => (fresh ? ['create', document] : ['unknown']),
    )
  }

  replace(
    target: Target,
    fields: Fields,
    precondition: Precondition,
  ): Promise<{ document: StoredDocument; created: boolean }> {
    this.#validator.check(target.collection, { ...fields, id: target.id })
    return this.#write(
      target,
      () => this.#store.documents.replace(named(target), fields, precondition),
      ({ document, created }) => [created ? 'create' : 'replace', document],
    )
  }

  update(
    target: Target,
    transform: (fields: Fields) => Fields,
    precondition: Precondition,
  ): Promise<StoredDocument> {
    const checked = (fields: Fields): Fields => {
      const changed = transform(fields)
      this.#validator.check(target.collection, { ...changed, id: target.id })
      return changed
    }
    return this.#write(
      target,
      () => this.#store.documents.update(named(target), checked, precondition),
      (document) => ['update', document],
    )
  }

  /** @returns false when there was nothing to delete. */
  remove(target: Target, precondition: Precondition): Promise<boolean> {
    return this.#write(
      target,
      () => this.#store.documents.remove(named(target), precondition),
      (removed) => (removed ? ['delete'] : null),
    )
  }

  purgeCollection(collection: StoredCollection): Promise<void> {
    return this.#cache.purgeCollection(cacheCollection(collection))
  }

  purge(target: Target): Promise<void> {
    return this.#cache.purge([cacheKey(target)])
  }

  /** `told`: what followers hear of a write that succeeded; null when nothing was changed. */
  #write<T>(
    target: Target,
    run: () => Promise<T>,
    told: (done: T) => readonly [ChangeOp, StoredDocument?] | null,
  ): Promise<T> {
    const key = cacheKey(target)
    return this.#cache.write([key], run, (done) => {
      const [op, document] = told(done) ?? []
      return op ? [changeTo(key, op, document)] : []
    })
  }

  async #load(target: Target): Promise<CacheEntry> {
    return entryOf(await this.#store.documents.read(named(target)))
  }
}

function entryOf(document: StoredDocument | null | undefined): CacheEntry {
  return document ? { kind: 'document', ...document } : ABSENT
}

function named({ collection, id }: Target): { collection: string; id: string } {
  return { collection: collection.name, id }
}

/** The fields of a body that is a document. @throws ApiError for what no document may be. */
export function fieldsOf(body: unknown): Fields {
  if (isFields(body)) return body
  throw new ApiError('CSTORE_REQUEST_INVALID', 'Expected the body to be a JSON object.')
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
