/**
 * Reads and conditional writes of documents. A write reads the document, judges its precondition,
 * and writes with a filter that matches only what was read; when that matches nothing somebody
 * else was faster and it starts over (decision 4). So the version grows by exactly one per write,
 * without transactions or locks. A write whose connection breaks is never sent again: the error
 * says that its outcome is unknown.
 */
import { randomUUIDv7 } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { RESERVED_FIELD } from '@cstore/contracts'
import type { Collection, Db } from 'mongodb'
import type { Fields } from '../bson/plain-object.ts'
import { parseId, spellId } from '../document-id.ts'
import { mapErrors } from '../driver-errors.ts'
import { type DocumentPage, listDocuments, type ListSpec } from '../query/list.ts'
import { DocumentExistsError, DocumentNotFoundError, WriteConflictError } from '../store-errors.ts'
import { checkSize, fieldChanges, fieldsToStore, idIn } from './document-input.ts'
import { importDocuments, type ImportItem, type ImportMode, type ImportResult } from './import.ts'
import { insertOnce, newRow } from './new-row.ts'
import { checkPrecondition, type Precondition } from './precondition.ts'
import { idCondition } from './id-condition.ts'
import { allRows, updateRow } from './rows.ts'
import { scanDocuments, type ScanOptions } from './scan.ts'
import { isIdTaken } from './taken-id.ts'
import {
  bookkeepingField,
  bookkeepingOf,
  type Row,
  type StoredDocument,
  toStoredDocument,
  visibleFields,
} from './stored-document.ts'
import { unchangedFilter } from './unchanged-filter.ts'

/** Names one document. */
export interface DocumentTarget {
  readonly collection: string
  readonly id: string
}

export interface DocumentRepositoryDependencies {
  readonly db: Db
  /** Time limit of every command, milliseconds. */
  readonly maxTimeMs: number
  /** Key of the signature on list cursors. */
  readonly cursorSecret: Buffer
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export type Transform = (fields: Record<string, unknown>) => Record<string, unknown>

/** A try that lost against another writer. */
const LOST = Symbol('lost')
const MAX_ATTEMPTS = 64
/** The first tries follow at once; later ones wait up to this long, so that writers spread out. */
const IMMEDIATE_ATTEMPTS = 4
const MAX_PAUSE_MS = 20

export class DocumentRepository {
  readonly #deps: DocumentRepositoryDependencies

  constructor(dependencies: DocumentRepositoryDependencies) {
    this.#deps = dependencies
  }

  /** @throws StoreUnavailableError, StoreTimeoutError, as every method here */
  async read(target: DocumentTarget): Promise<StoredDocument | null> {
    const raw = await this.#readRaw(target)
    return raw && toStoredDocument(raw)
  }

  /** Those of the documents that exist, by id, in one query. */
  async readMany(collection: string, ids: readonly string[]): Promise<Map<string, StoredDocument>> {
    const wanted = new Set(ids)
    const keys = [...wanted].map(parseId).filter((key) => key !== undefined)
    const found = new Map<string, StoredDocument>()
    if (keys.length === 0) return found
    const query = { _id: { $in: keys } }
    for (const row of await allRows(this.#collection(collection), query, this.#limit())) {
      const document = toStoredDocument(row)
      if (wanted.has(document.id)) found.set(document.id, document)
    }
    return found
  }

  /**
   * Stores a new document; without an id it gets a UUID of version 7.
   * @throws DocumentExistsError, DocumentInvalidError, UniqueViolationError, DocumentTooLargeError
   */
  async create(
    collection: string,
    fields: Record<string, unknown>,
    id?: string,
  ): Promise<StoredDocument> {
    const newId = id ?? idIn(fields) ?? randomUUIDv7()
    const created = await this.#insert({ collection, id: newId }, fields)
    if (created === LOST) throw new DocumentExistsError()
    return created
  }

  /**
   * Creates a document that may have been created by an earlier try: one with this very id and time
   * of creation is that, and is not created again, whatever has been changed in it since.
   * @returns the document as it was created
   * @throws as `create`
   */
  async createOnce(
    target: DocumentTarget,
    fields: Record<string, unknown>,
    createdAtMs: number,
  ): Promise<StoredDocument> {
    const raw = newRow(target.id, fields, new Date(createdAtMs))
    await insertOnce(raw, {
      insert: async () => (await this.#insertRow(target.collection, raw)) !== LOST,
      read: () => this.#readRaw(target),
    })
    return toStoredDocument(raw)
  }

  /** What `createOnce` gives for these, without a look at the database. */
  asCreated(
    target: DocumentTarget,
    fields: Record<string, unknown>,
    createdAtMs: number,
  ): StoredDocument {
    return toStoredDocument(newRow(target.id, fields, new Date(createdAtMs)))
  }

  /**
   * Stores the document in place of what is there, or as a new one.
   * @throws PreconditionFailedError, DocumentInvalidError, WriteConflictError, and as `create`
   */
  replace(
    target: DocumentTarget,
    fields: Record<string, unknown>,
    precondition: Precondition,
  ): Promise<{ document: StoredDocument; created: boolean }> {
    return this.#untilWon(async () => {
      const current = await this.#readRaw(target)
      checkPrecondition(precondition, current && toStoredDocument(current))
      const document =
        current === null
          ? await this.#insert(target, fields)
          : await this.#replaceRaw(target, { current, fields })
      return document === LOST ? LOST : { document, created: current === null }
    })
  }

  /**
   * Changes a document; fields that stay the same are not written. `transform` may run several
   * times, each time on a copy of its own; what it throws is passed on and nothing is changed.
   * @throws DocumentNotFoundError, PreconditionFailedError, DocumentInvalidError, WriteConflictError
   */
  update(
    target: DocumentTarget,
    transform: Transform,
    precondition: Precondition,
  ): Promise<StoredDocument> {
    return this.#untilWon(async () => {
      const current = await this.#readRaw(target)
      checkPrecondition(precondition, current && toStoredDocument(current))
      if (current === null) throw new DocumentNotFoundError()
      return this.#updateRaw(target, { current, fields: transform(visibleFields(current)) })
    })
  }

  /**
   * @returns false when there was no such document
   * @throws PreconditionFailedError, WriteConflictError
   */
  remove(target: DocumentTarget, precondition: Precondition): Promise<boolean> {
    return this.#untilWon(async () => {
      const current = await this.#readRaw(target)
      checkPrecondition(precondition, current && toStoredDocument(current))
      if (current === null) return false
      const { deletedCount } = await mapErrors('write', () =>
        this.#collection(target.collection).deleteOne(unchangedFilter(current), this.#limit()),
      )
      return deletedCount === 1 ? true : LOST
    })
  }

  /** @throws FilterInvalidError, SortInvalidError, CursorInvalidError */
  list(collection: string, spec: ListSpec): Promise<DocumentPage> {
    return listDocuments(
      {
        rows: this.#collection(collection),
        maxTimeMs: this.#deps.maxTimeMs,
        cursorSecret: this.#deps.cursorSecret,
      },
      spec,
    )
  }

  /** Stores many documents in few commands; each has its own outcome, in the order of `items`. */
  importMany(
    collection: string,
    items: readonly ImportItem[],
    mode: ImportMode,
  ): Promise<ImportResult[]> {
    return importDocuments(
      {
        rows: this.#collection(collection),
        maxTimeMs: this.#deps.maxTimeMs,
        now: this.#deps.now,
        replace: ({ id, fields }, { mustExist } = { mustExist: false }) =>
          this.replace(
            { collection, id },
            fields,
            mustExist ? { kind: 'if-match', etags: '*' } : { kind: 'none' },
          ),
      },
      items,
      mode,
    )
  }

  /** Every document in order of `_id`; a scan that broke off goes on `after` the last id it gave. */
  scan(collection: string, options: ScanOptions = {}): AsyncIterable<StoredDocument> {
    return scanDocuments(
      { rows: this.#collection(collection), maxTimeMs: this.#deps.maxTimeMs },
      options,
    )
  }

  #collection(name: string): Collection<Row> {
    return this.#deps.db.collection<Row>(name)
  }

  #limit(): { maxTimeMS: number } {
    return { maxTimeMS: this.#deps.maxTimeMs }
  }

  async #readRaw({ collection, id }: DocumentTarget): Promise<Row | null> {
    const key = parseId(id)
    if (key === undefined) return null
    const options = { ...this.#limit(), limit: 1 }
    const [raw] = await allRows(this.#collection(collection), { _id: idCondition(key) }, options)
    // A decimal 5 equals `~n:5` but has a spelling of its own; see document-id.ts.
    return raw !== undefined && spellId(raw['_id']) === id ? raw : null
  }

  async #insert(
    { collection, id }: DocumentTarget,
    fields: Fields,
  ): Promise<StoredDocument | typeof LOST> {
    const raw = newRow(id, fields, new Date(this.#deps.now()))
    return (await this.#insertRow(collection, raw)) === LOST ? LOST : toStoredDocument(raw)
  }

  async #insertRow(collection: string, raw: Row): Promise<typeof LOST | undefined> {
    try {
      await this.#collection(collection).insertOne(raw, this.#limit())
      return undefined
    } catch (error) {
      const look = () => this.#readRaw({ collection, id: spellId(raw['_id']) })
      if (await isIdTaken(error, look)) return LOST
      return mapErrors('write', () => Promise.reject(error))
    }
  }

  async #replaceRaw(
    { collection, id }: DocumentTarget,
    change: { current: Row; fields: Fields },
  ): Promise<StoredDocument | typeof LOST> {
    const { current, fields } = change
    const raw = {
      _id: current['_id'],
      ...fieldsToStore(fields, { id, stored: current }),
      [RESERVED_FIELD]: this.#nextBookkeeping(current),
    }
    checkSize(raw)
    const { matchedCount } = await mapErrors('write', () =>
      this.#collection(collection).replaceOne(unchangedFilter(current), raw, this.#limit()),
    )
    return matchedCount === 1 ? toStoredDocument(raw) : LOST
  }

  async #updateRaw(
    { collection, id }: DocumentTarget,
    change: { current: Row; fields: Fields },
  ): Promise<StoredDocument | typeof LOST> {
    const { set, unset } = fieldChanges(change.current, { fields: change.fields, id })
    checkSize({ ...change.current, ...set })
    const update = {
      $set: { ...set, [RESERVED_FIELD]: this.#nextBookkeeping(change.current) },
      ...(unset.length > 0 && {
        $unset: Object.fromEntries(unset.map((name) => [name, true as const])),
      }),
    }
    // The answer, not what was computed here: another program may have changed other fields.
    const raw = await updateRow(
      this.#collection(collection),
      { filter: unchangedFilter(change.current), update },
      this.#limit(),
    )
    return raw === null ? LOST : toStoredDocument(raw)
  }

  #nextBookkeeping(current: Fields): Fields {
    const kept = bookkeepingOf(current)
    const now = new Date(Math.max(this.#deps.now(), kept?.updatedAt.getTime() ?? 0))
    return bookkeepingField({
      version: (kept?.version ?? 0) + 1,
      createdAt: kept?.createdAt ?? now,
      updatedAt: now,
    })
  }

  async #untilWon<T>(attempt: () => Promise<T | typeof LOST>): Promise<T> {
    for (let tries = 0; tries < MAX_ATTEMPTS; tries += 1) {
      if (tries >= IMMEDIATE_ATTEMPTS) await delay(Math.random() * MAX_PAUSE_MS)
      const result = await attempt()
      if (result !== LOST) return result
    }
    throw new WriteConflictError()
  }
}
