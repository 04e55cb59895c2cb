/**
 * Settings of collections. A collection that only another program uses has none, and is left alone
 * here: nothing in this module drops what has no settings.
 */
import { randomUUID } from 'node:crypto'
import type { CollectionSettings, IndexState } from '@cstore/contracts'
import { type Collection, type Db, MongoServerError } from 'mongodb'
import { isDuplicateKey, mapErrors } from '../driver-errors.ts'
import { WriteConflictError } from '../store-errors.ts'
import { IndexKeeper } from './index-keeper.ts'

export interface StoredCollection {
  readonly name: string
  readonly settings: CollectionSettings
  /** New at every creation, so that a collection dropped and made again is told from the old one. */
  readonly incarnation: string
  /** About to be dropped: not to be served any more. */
  readonly deleting: boolean
  /** Milliseconds since 1970. */
  readonly updatedAtMs: number
}

interface SettingsRecord {
  readonly _id: string
  /** JSON text: names like `$ref` and `a.b` in a JSON Schema are not fit for BSON everywhere. */
  readonly settings: string
  readonly incarnation: string
  readonly deleting?: true
  readonly version: number
  readonly updatedAt: Date
}

export interface CollectionRepositoryDependencies {
  readonly db: Db
  /** The same database through a connection without time limits, for index builds. */
  readonly unhurriedDb: () => Db
  readonly maxTimeMs: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const SETTINGS_COLLECTION = 'cstore.collections'
const NAMESPACE_NOT_FOUND = 26
const NAMESPACE_EXISTS = 48
const MAX_ATTEMPTS = 16

export class CollectionRepository {
  readonly #deps: CollectionRepositoryDependencies
  readonly #records: Collection<SettingsRecord>
  readonly #limit: { readonly maxTimeMS: number }
  readonly #indexes: IndexKeeper

  constructor(dependencies: CollectionRepositoryDependencies) {
    const { db, unhurriedDb, maxTimeMs } = dependencies
    this.#deps = dependencies
    this.#records = db.collection<SettingsRecord>(SETTINGS_COLLECTION)
    this.#limit = { maxTimeMS: maxTimeMs }
    this.#indexes = new IndexKeeper({
      db,
      unhurriedDb,
      maxTimeMs,
      wanted: (name) => this.#wantedIndexes(name),
    })
  }

  /** All collections with settings, in order of their names. */
  all(): Promise<StoredCollection[]> {
    return mapErrors('read', async () => {
      const records = await this.#records.find({}, { ...this.#limit, sort: { _id: 1 } }).toArray()
      return records.map(toStoredCollection)
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
   * @throws WriteConflictError when others keep changing these settings
   */
  async put(name: string, settings: CollectionSettings): Promise<{ created: boolean }> {
    const created = await mapErrors('write', () => this.#store(name, JSON.stringify(settings)))
    this.ensureIndexes(name)
    return { created }
  }

  /**
   * Tells every process to stop serving the collection; `drop` follows. Done in two steps, since
   * others learn of it only when they read the settings again.
   * @returns false when there were no settings
   */
  markDeleted(name: string): Promise<boolean> {
    return mapErrors('write', async () => {
      const { matchedCount } = await this.#records.updateOne(
        { _id: name },
        { $set: { deleting: true }, $inc: { version: 1 } },
        this.#limit,
      )
      return matchedCount === 1
    })
  }

  /** @returns false when there were no settings; the collection is left alone then */
  drop(name: string): Promise<boolean> {
    return mapErrors('write', async () => {
      const record = await this.#records.findOne({ _id: name }, this.#limit)
      if (record === null) return false
      // The settings last: whoever is interrupted between the two can drop again.
      await this.#dropCollection(name)
      await this.#records.deleteOne({ _id: name, incarnation: record.incarnation }, this.#limit)
      this.#indexes.forget(name)
      return true
    })
  }

  /** Indexes that are there, are being built, or could not be built. */
  indexes(name: string): Promise<IndexState[]> {
    return mapErrors('read', () => this.#indexes.states(name))
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
      if (current?.deleting === true) {
        // A deletion that was begun, and perhaps cut off, is finished first.
        await this.drop(name)
        continue
      }
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

  async #dropCollection(name: string): Promise<void> {
    try {
      await this.#deps.db.dropCollection(name, this.#limit)
    } catch (error) {
      // Servers before 7.0 answer so when there is nothing to drop.
      if (!hasCode(error, NAMESPACE_NOT_FOUND)) throw error
    }
  }
}

function toStoredCollection(record: SettingsRecord): StoredCollection {
  const { _id: name } = record
  return {
    name,
    settings: parseSettings(record.settings),
    incarnation: record.incarnation,
    deleting: record.deleting === true,
    updatedAtMs: record.updatedAt.getTime(),
  }
}

function parseSettings(text: string): CollectionSettings {
  // Written by this class alone.
  const settings: CollectionSettings = JSON.parse(text)
  return settings
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof MongoServerError && Number(error.code) === code
}
