/**
 * The documents of one collection, in memory in the order of their arrival, and written through
 * to the file. A method that writes either does all of it, in memory and in this turn's
 * transaction, or throws having done nothing.
 */
import { Int32 } from 'bson'
import { CommandError } from '../command-error.ts'
import { MAX_DOCUMENT_BYTES } from '../limits.ts'
import type { Plan } from '../query/plan.ts'
import { isEverything } from '../query/plan.ts'
import type { DatabaseFile } from './database-file.ts'
import { duplicateKey } from './duplicate-key.ts'
import type { IndexSpec } from './index-spec.ts'
import { SortedKeys } from './sorted-keys.ts'
import { StoredRecord } from './stored-record.ts'
import { UniqueIndex } from './unique-index.ts'

export interface CollectionIdentity {
  readonly id: number
  /** `database.collection` */
  readonly namespace: string
}

export class Collection {
  readonly id: number
  readonly namespace: string
  readonly #file: DatabaseFile
  readonly #records = new Map<string, StoredRecord>()
  readonly #keys: SortedKeys
  readonly #unique = new Map<string, UniqueIndex>()
  readonly #plain = new Map<string, IndexSpec>()

  constructor({ id, namespace }: CollectionIdentity, file: DatabaseFile) {
    this.id = id
    this.namespace = namespace
    this.#file = file
    this.#keys = this.#load()
  }

  get size(): number {
    return this.#records.size
  }

  get(key: string): StoredRecord | undefined {
    return this.#records.get(key)
  }

  /** Everything in order of arrival. What arrives meanwhile is seen too. */
  records(): Iterable<StoredRecord> {
    return this.#records.values()
  }

  /** What a plan names: by `_id` in order, or as it arrived if the plan is everything. */
  candidates(plan: Plan): Iterable<StoredRecord> {
    if (plan.type === 'keys') return this.#found(plan.keys)
    return isEverything(plan) ? this.records() : this.inOrder(plan, 1)
  }

  /** What a plan names, in the order of `_id`, or against it. */
  inOrder(plan: Plan, direction: 1 | -1): Iterable<StoredRecord> {
    const keys =
      plan.type === 'keys'
        ? plan.keys.filter((key) => this.#records.has(key)).toSorted(byCodeUnit)
        : this.#keys.range(plan.from, plan.to).slice()
    return this.#found(direction === 1 ? keys : keys.toReversed())
  }

  /** @throws CommandError DuplicateKey, BSONObjectTooLarge */
  insert(bytes: Buffer): StoredRecord {
    const record = recordOf(bytes)
    if (this.#records.has(record.key))
      throw duplicateKey({
        namespace: this.namespace,
        index: '_id_',
        keyPattern: new Map([['_id', new Int32(1)]]),
        keyValue: new Map([['_id', record.document.get('_id')]]),
      })
    this.#checkIndexes(record, undefined)
    this.#file.write(
      'INSERT INTO documents (collection, key, body) VALUES (?, ?, ?)',
      this.id,
      keyBytes(record.key),
      bytes,
    )
    this.#records.set(record.key, record)
    this.#keys.add(record.key)
    for (const index of this.#unique.values()) index.add(record)
    return record
  }

  /** @throws CommandError DuplicateKey, BSONObjectTooLarge */
  replace(former: StoredRecord, bytes: Buffer): StoredRecord {
    const record = recordOf(bytes)
    this.#checkIndexes(record, former.key)
    this.#file.write(
      'UPDATE documents SET body = ? WHERE collection = ? AND key = ?',
      bytes,
      this.id,
      keyBytes(former.key),
    )
    for (const index of this.#unique.values()) index.replace(former, record)
    this.#records.set(former.key, record)
    return record
  }

  remove(record: StoredRecord): void {
    this.#file.write(
      'DELETE FROM documents WHERE collection = ? AND key = ?',
      this.id,
      keyBytes(record.key),
    )
    this.#records.delete(record.key)
    this.#keys.remove(record.key)
    for (const index of this.#unique.values()) index.remove(record)
  }

  /** Enforces what an index demands from now on. @throws CommandError if it is violated already. */
  addIndex(spec: IndexSpec): void {
    if (!spec.unique) {
      for (const record of this.#records.values()) spec.entriesOf(record)
      this.#plain.set(spec.name, spec)
      return
    }
    const index = new UniqueIndex(spec, this.namespace)
    for (const record of this.#records.values()) {
      index.check(record, undefined)
      index.add(record)
    }
    this.#unique.set(spec.name, index)
  }

  removeIndex(name: string): void {
    this.#unique.delete(name)
    this.#plain.delete(name)
  }

  #checkIndexes(record: StoredRecord, formerKey: string | undefined): void {
    // Others are no rule but for this: what they cannot hold is refused.
    for (const spec of this.#plain.values()) spec.entriesOf(record)
    for (const index of this.#unique.values()) index.check(record, formerKey)
  }

  *#found(keys: readonly string[]): Generator<StoredRecord> {
    for (const key of keys) {
      const record = this.#records.get(key)
      if (record !== undefined) yield record
    }
  }

  #load(): SortedKeys {
    const rows = this.#file.all(
      'SELECT key, body FROM documents WHERE collection = ? ORDER BY position',
      this.id,
    )
    for (const { key, body } of rows) {
      if (!(key instanceof Uint8Array) || !(body instanceof Uint8Array)) continue
      const text = bufferOf(key).toString('latin1')
      this.#records.set(text, new StoredRecord(text, bufferOf(body)))
    }
    return new SortedKeys([...this.#records.keys()].toSorted(byCodeUnit))
  }
}

function recordOf(bytes: Buffer): StoredRecord {
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new CommandError(
      'BSONObjectTooLarge',
      `Expected a document of at most ${MAX_DOCUMENT_BYTES} bytes, got ${bytes.length}`,
    )
  return StoredRecord.fromBytes(bytes)
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function keyBytes(key: string): Buffer {
  return Buffer.from(key, 'latin1')
}

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
