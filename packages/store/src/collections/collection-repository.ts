/**
 * Settings of collections. A collection that only another program uses has none, and is left alone
 * here: nothing in this module drops what has no settings.
 */
import { randomUUID } from 'node:crypto'
import type { CollectionSettings, IndexState } from '@cstore/contracts'
import { type Collection, type Db, MongoServerError } from 'mongodb'
import { isDuplicateKey, mapErrors } from '../driver-errors.ts'
import type { IndexKeys } from '../query/index-use.ts'
import { CollectionDeletingError, WriteConflictError } from '../store-errors.ts'
import { CollectionDeletion, type DeletionClock } from './collection-deletion.ts'
import { IndexKeeper } from './index-keeper.ts'
import {
  ReadSettings,
  type SettingsRecord,
  type StoredCollection,
  toStoredCollection,
} from './settings-record.ts'

export interface CollectionRepositoryDependencies {
  readonly db: Db
  /** The same database through a connection without time limits, for index builds. */
  readonly unhurriedDb: () => Db
  readonly maxTimeMs: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The system's when absent. */
  readonly deletionClock?: DeletionClock
}

const SETTINGS_COLLECTION = 'cstore.collections'
const NAMESPACE_EXISTS = 48
const MAX_ATTEMPTS = 16

export class CollectionRepository {
  readonly #deps: CollectionRepositoryDependencies
  readonly #records: Collection<SettingsRecord>
  readonly #limit: { readonly maxTimeMS: number }
  readonly #indexes: IndexKeeper
  readonly #deletion: CollectionDeletion
  readonly #read = new ReadSettings()

  constructor(dependencies: CollectionRepositoryDependencies) {
    const { db, unhurriedDb, maxTimeMs, deletionClock } = dependencies
    this.#deps = dependencies
    this.#records = db.collection<SettingsRecord>(SETTINGS_COLLECTION)
    this.#limit = { maxTimeMS: maxTimeMs }
    this.#indexes = new IndexKeeper({
      db,
      unhurriedDb,
      maxTimeMs,
      wanted: (name) => this.#wantedIndexes(name),
    })
    this.#deletion = new CollectionDeletion({
      db,
      records: this.#records,
      maxTimeMs,
      ...(deletionClock && { clock: deletionClock }),
    })
  }

  /**
   * All collections with settings, in order of their names. Settings that have not changed since the
   * last call are the same object.
   */
  all(): Promise<StoredCollection[]> {
    return mapErrors('read', async () => {
      const records = await this.#records.find({}, { ...this.#limit, sort: { _id: 1 } }).toArray()
      return this.#read.collections(records)
    })
  }

  /** Null for a collection without settings, which may be there all the same. */
  find(name: string): Promise<StoredCollection | null> {
    return mapErrors('read', async () => {
      const record = await this.#records.findOne({ _id: name }, this.#limit)
      return record && toStoredCollection(record)
    })
  }

  /**
   * Stores the settings and makes the collection when it is missing; indexes follow in the
   * background, see `indexes`.
   * @throws CollectionDeletingError; WriteConflictError when others keep changing these settings
   */
  async put(name: string, settings: CollectionSettings): Promise<{ created: boolean }> {
    const created = await mapErrors('write', () => this.#store(name, JSON.stringify(settings)))
    this.ensureIndexes(name)
    return { created }
  }

  /**
   * Tells every process to stop serving the collection; `drop` follows. Done in two steps, since
   * others learn of it only when they read the settings again. A deletion that was cut off is
   * completed by doing both again.
   * @returns the incarnation to drop; null when there were no settings
   */
  markDeleted(name: string): Promise<string | null> {
    return mapErrors('write', () => this.#deletion.mark(name))
  }

  /**
   * Drops what was marked, or waits for whoever is at it already.
   * @returns false when the incarnation is gone already, or was never marked; what may have taken
   *   its name is left alone
   * @throws CollectionDeletingError when somebody else does not finish within `maxTimeMs`
   */
  drop(name: string, incarnation: string): Promise<boolean> {
    return mapErrors('write', async () => {
      const dropped = await this.#deletion.drop(name, incarnation)
      if (dropped) this.#indexes.forget(name)
      return dropped
    })
  }

  /** Indexes that are there, are being built, or could not be built. */
  indexes(name: string): Promise<IndexState[]> {
    return mapErrors('read', () => this.#indexes.states(name))
  }

  /** Indexes that queries may use, with the paths of the database. */
  usableIndexes(name: string): Promise<IndexKeys[]> {
    return mapErrors('read', () => this.#indexes.usable(name))
  }

  /** Begins, in the background, to make the indexes what the settings say. */
  ensureIndexes(name: string): void {
    this.#indexes.ensure(name)
  }

  /** Waits until no index is being built here any more. */
  indexesSettled(): Promise<void> {
    return this.#indexes.settled()
  }

  async #wantedIndexes(name: string): Promise<CollectionSettings['indexes'] | null> {
    const stored = await this.find(name)
    // Building an index would bring a dropped collection back.
    return stored === null || stored.deleting ? null : stored.settings.indexes
  }

  async #store(name: string, settings: string): Promise<boolean> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const current = await this.#records.findOne({ _id: name }, this.#limit)
      // Made again only when the drop is over: one still under way would take the new documents.
      if (current?.deleting === true) throw new CollectionDeletingError()
      await this.#createCollection(name)
      const stored = await (current === null
        ? this.#insertRecord(name, settings)
        : this.#updateRecord(current, settings))
      if (stored) return current === null
    }
    throw new WriteConflictError()
  }

  async #insertRecord(name: string, settings: string): Promise<boolean> {
    try {
      await this.#records.insertOne(
        {
          _id: name,
          settings,
          incarnation: randomUUID(),
          version: 1,
          updatedAt: new Date(this.#deps.now()),
        },
        this.#limit,
      )
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }

  async #updateRecord(current: SettingsRecord, settings: string): Promise<boolean> {
    const { _id, incarnation, version } = current
    const { matchedCount } = await this.#records.updateOne(
      { _id, incarnation, version },
      { $set: { settings, version: version + 1, updatedAt: new Date(this.#deps.now()) } },
      this.#limit,
    )
    return matchedCount === 1
  }

  async #createCollection(name: string): Promise<void> {
    try {
      await this.#deps.db.createCollection(name, this.#limit)
    } catch (error) {
      if (!hasCode(error, NAMESPACE_EXISTS)) throw error
    }
  }
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof MongoServerError && Number(error.code) === code
}
