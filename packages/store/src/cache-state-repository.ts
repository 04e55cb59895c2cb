import type { Collection, Db } from 'mongodb'
import { isDuplicateKey, mapErrors } from './driver-errors.ts'

/** What the processes of a deployment agree on about their shared cache; opaque to the store. */
export interface CacheState {
  readonly epoch: number
  readonly phase: string
  readonly server: string
  readonly beat: number
}

interface StateRecord extends CacheState {
  readonly _id: string
}

const STATE_COLLECTION = 'cstore.state'
const STATE_ID = 'cache'

/** One record that is read often and changed by compare-and-exchange. */
export class CacheStateRepository {
  readonly #records: Collection<StateRecord>
  readonly #limit: { readonly maxTimeMS: number }

  constructor(db: Db, maxTimeMs: number) {
    this.#records = db.collection<StateRecord>(STATE_COLLECTION)
    this.#limit = { maxTimeMS: maxTimeMs }
  }

  /** Null until somebody has made it. */
  read(): Promise<CacheState | null> {
    return mapErrors('read', async () => {
      const record = await this.#records.findOne({ _id: STATE_ID }, this.#limit)
      if (!record) return null
      const { epoch, phase, server, beat } = record
      return { epoch, phase, server, beat }
    })
  }

  /** Atomic. @returns false when the record is no longer `from` (null: there is one by now). */
  exchange(from: CacheState | null, to: CacheState): Promise<boolean> {
    return mapErrors('write', () => (from ? this.#replace(from, to) : this.#insert(to)))
  }

  async #replace(from: CacheState, to: CacheState): Promise<boolean> {
    const { matchedCount } = await this.#records.replaceOne(
      { ...from, _id: STATE_ID },
      to,
      this.#limit,
    )
    return matchedCount === 1
  }

  async #insert(to: CacheState): Promise<boolean> {
    try {
      await this.#records.insertOne({ ...to, _id: STATE_ID }, this.#limit)
      return true
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }
}
