/** The catalog of databases, collections and indexes, and the way to their documents. */
import type { BsonDocument } from '../bson/value.ts'
import { decodeDocument } from '../bson/decode.ts'
import { encodeDocument } from '../bson/encode.ts'
import { Collection } from './collection.ts'
import { DatabaseFile } from './database-file.ts'
import { IndexSpec } from './index-spec.ts'

export interface Namespace {
  readonly database: string
  readonly collection: string
}

export interface CatalogEntry {
  readonly id: number
  readonly name: string
  readonly options: BsonDocument
  readonly indexes: Map<string, IndexSpec>
}

interface Entry extends CatalogEntry {
  /** Loaded when first used. */
  loaded: Collection | undefined
}

type Catalog = Map<string, Map<string, Entry>>

export class Engine {
  readonly #file: DatabaseFile
  #catalog: Catalog
  #nextId = 1
  #losses = 0

  /** @throws EmbeddedMongoError when the directory is in use or not usable. */
  constructor(dataDir: string | null) {
    this.#file = new DatabaseFile(dataDir, () => {
      this.#losses++
      this.#catalog = this.#readCatalog()
    })
    this.#catalog = this.#readCatalog()
  }

  databases(): string[] {
    return [...this.#catalog.keys()].toSorted()
  }

  entries(database: string): CatalogEntry[] {
    return [...(this.#catalog.get(database)?.values() ?? [])]
  }

  entry({ database, collection }: Namespace): CatalogEntry | undefined {
    return this.#catalog.get(database)?.get(collection)
  }

  collection(namespace: Namespace): Collection | undefined {
    const entry = this.#catalog.get(namespace.database)?.get(namespace.collection)
    return entry === undefined ? undefined : this.#load(namespace.database, entry)
  }

  /** Makes the collection if it is not there. */
  ensure(namespace: Namespace): Collection {
    return this.collection(namespace) ?? this.create(namespace, new Map())
  }

  create({ database, collection }: Namespace, options: BsonDocument): Collection {
    const id = this.#nextId++
    this.#file.write(
      'INSERT INTO collections (id, database, name, options) VALUES (?, ?, ?, ?)',
      id,
      database,
      collection,
      encodeDocument(options),
    )
    const entry = { id, name: collection, options, indexes: new Map(), loaded: undefined }
    this.#put(database, entry)
    return this.#load(database, entry)
  }

  drop({ database, collection }: Namespace): void {
    const collections = this.#catalog.get(database)
    const entry = collections?.get(collection)
    if (collections === undefined || entry === undefined) return
    this.#file.write('DELETE FROM collections WHERE id = ?', entry.id)
    collections.delete(collection)
    if (collections.size === 0) this.#catalog.delete(database)
  }

  dropDatabase(database: string): void {
    for (const { name } of this.entries(database)) this.drop({ database, collection: name })
  }

  /** @throws CommandError DuplicateKey when a unique index is violated already. */
  createIndex(namespace: Namespace, spec: IndexSpec): void {
    const collection = this.ensure(namespace)
    collection.addIndex(spec)
    this.#file.write(
      'INSERT INTO indexes (collection, name, spec) VALUES (?, ?, ?)',
      collection.id,
      spec.name,
      spec.bytes,
    )
    this.entry(namespace)?.indexes.set(spec.name, spec)
  }

  dropIndex(namespace: Namespace, name: string): void {
    const entry = this.entry(namespace)
    if (entry === undefined) return
    this.#file.write('DELETE FROM indexes WHERE collection = ? AND name = ?', entry.id, name)
    entry.indexes.delete(name)
    this.collection(namespace)?.removeIndex(name)
  }

  /** Resolves when everything done so far is on disk; undefined when it is already. */
  settled(): Promise<void> | undefined {
    return this.#file.settled()
  }

  /** How often writes could not be committed and were undone. */
  get losses(): number {
    return this.#losses
  }

  close(): void {
    this.#file.close()
  }

  #load(database: string, entry: Entry): Collection {
    if (entry.loaded !== undefined) return entry.loaded
    const namespace = `${database}.${entry.name}`
    const collection = new Collection({ id: entry.id, namespace }, this.#file)
    for (const index of entry.indexes.values()) collection.addIndex(index)
    entry.loaded = collection
    return collection
  }

  #put(database: string, entry: Entry, catalog = this.#catalog): void {
    const collections = catalog.get(database) ?? new Map<string, Entry>()
    collections.set(entry.name, entry)
    catalog.set(database, collections)
  }

  #readCatalog(): Catalog {
    const catalog: Catalog = new Map()
    const byId = new Map<number, Entry>()
    for (const row of this.#file.all('SELECT * FROM collections ORDER BY id')) {
      const entry: Entry = {
        id: Number(row['id']),
        name: String(row['name']),
        options: decodeDocument(blob(row['options'])),
        indexes: new Map(),
        loaded: undefined,
      }
      byId.set(entry.id, entry)
      this.#nextId = Math.max(this.#nextId, entry.id + 1)
      this.#put(String(row['database']), entry, catalog)
    }
    for (const row of this.#file.all('SELECT * FROM indexes ORDER BY rowid')) {
      const spec = new IndexSpec(blob(row['spec']))
      byId.get(Number(row['collection']))?.indexes.set(spec.name, spec)
    }
    return catalog
  }
}

function blob(value: unknown): Buffer {
  return value instanceof Uint8Array ? Buffer.from(value) : Buffer.alloc(0)
}
