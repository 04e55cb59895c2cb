import type { Role } from '@cstore/contracts'
import { Binary, type Collection, type Db } from 'mongodb'
import { isDuplicateKey, mapErrors } from './driver-errors.ts'
import { DocumentExistsError } from './store-errors.ts'

/** A secret that was replaced and is still good for a while. */
export interface FormerSecret {
  /** SHA-256 of the secret. */
  readonly secretHash: Buffer
  /** Milliseconds since 1970. */
  readonly validUntilMs: number
}

/** An API key as it is kept: its secrets only as digests. */
export interface KeyRecord {
  readonly id: string
  readonly name: string
  readonly role: Role
  /** Absent: every collection. */
  readonly collections?: readonly string[]
  /** SHA-256 of the secret. */
  readonly secretHash: Buffer
  /** Milliseconds since 1970. */
  readonly createdAtMs: number
  /** Milliseconds since 1970; absent: never. */
  readonly expiresAtMs?: number
  /** Milliseconds since 1970; absent: it has its first secret. */
  readonly rotatedAtMs?: number
  /** Absent: only `secretHash` is good. */
  readonly former?: FormerSecret
}

interface StoredKey {
  readonly _id: string
  readonly name: string
  readonly role: Role
  readonly collections?: readonly string[]
  readonly createdAt: Date
  readonly secretHash: Binary
  readonly expiresAt?: Date
  readonly rotatedAt?: Date
  readonly former?: { readonly secretHash: Binary; readonly validUntil: Date }
}

const KEYS_COLLECTION = 'cstore.keys'

/** API keys. Every method throws StoreUnavailableError or StoreTimeoutError when MongoDB fails. */
export class KeyRepository {
  readonly #keys: Collection<StoredKey>
  readonly #limit: { readonly maxTimeMS: number }

  constructor(db: Db, maxTimeMs: number) {
    this.#keys = db.collection<StoredKey>(KEYS_COLLECTION)
    this.#limit = { maxTimeMS: maxTimeMs }
  }

  /** All keys in order of their ids. */
  all(): Promise<KeyRecord[]> {
    return mapErrors('read', async () => {
      const stored = await this.#keys.find({}, { ...this.#limit, sort: { _id: 1 } }).toArray()
      return stored.map(toRecord)
    })
  }

  find(id: string): Promise<KeyRecord | null> {
    return mapErrors('read', async () => {
      const stored = await this.#keys.findOne({ _id: id }, this.#limit)
      return stored && toRecord(stored)
    })
  }

  /** @throws DocumentExistsError when there is a key of this id */
  insert(record: KeyRecord): Promise<void> {
    return mapErrors('write', async () => {
      try {
        await this.#keys.insertOne(toStored(record), this.#limit)
      } catch (error) {
        throw isDuplicateKey(error) ? new DocumentExistsError() : error
      }
    })
  }

  /**
   * Puts a record in the place of one, if that still has the secret that was seen.
   * @returns false when the key is gone, or somebody else was first
   */
  replace(seen: KeyRecord, next: KeyRecord): Promise<boolean> {
    const { _id, ...fields } = toStored(next)
    return mapErrors('write', async () => {
      const { matchedCount } = await this.#keys.replaceOne(
        { _id: seen.id, secretHash: new Binary(seen.secretHash) },
        fields,
        this.#limit,
      )
      return matchedCount === 1
    })
  }

  /** @returns false when there was no such key */
  remove(id: string): Promise<boolean> {
    return mapErrors('write', async () => {
      const { deletedCount } = await this.#keys.deleteOne({ _id: id }, this.#limit)
      return deletedCount === 1
    })
  }
}

function toRecord(stored: StoredKey): KeyRecord {
  const { _id: id, name, role, collections, secretHash, createdAt } = stored
  const { expiresAt, rotatedAt, former } = stored
  return {
    id,
    name,
    role,
    ...(collections && { collections }),
    secretHash: Buffer.from(secretHash.value()),
    createdAtMs: createdAt.getTime(),
    ...(expiresAt && { expiresAtMs: expiresAt.getTime() }),
    ...(rotatedAt && { rotatedAtMs: rotatedAt.getTime() }),
    ...(former && {
      former: {
        secretHash: Buffer.from(former.secretHash.value()),
        validUntilMs: former.validUntil.getTime(),
      },
    }),
  }
}

function toStored(record: KeyRecord): StoredKey {
  const { id, name, role, collections, secretHash, createdAtMs } = record
  const { expiresAtMs, rotatedAtMs, former } = record
  return {
    _id: id,
    name,
    role,
    ...(collections && { collections }),
    secretHash: new Binary(secretHash),
    createdAt: new Date(createdAtMs),
    ...(expiresAtMs !== undefined && { expiresAt: new Date(expiresAtMs) }),
    ...(rotatedAtMs !== undefined && { rotatedAt: new Date(rotatedAtMs) }),
    ...(former && {
      former: {
        secretHash: new Binary(former.secretHash),
        validUntil: new Date(former.validUntilMs),
      },
    }),
  }
}
