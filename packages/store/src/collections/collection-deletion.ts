/**
 * Deletes collections in two steps: mark, then drop. MongoDB's `drop` takes no condition, so one
 * that comes late would take the documents of a collection made again under the same name. Hence
 * the marked record keeps the name until the drop is over; only the holder of the claim on that
 * record drops; and the record goes last, on condition of the claim. A holder that dies leaves its
 * claim, which may be taken over after `CLAIM_MS`. A holder that is held up for long gives up its
 * drop before that. What remains is a drop that the network delivers later than the claim lasts.
 *
 * The age of a claim is the difference of two times that MongoDB wrote, so that clocks of processes
 * play no part.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type Collection, type Db, type Filter, MongoServerError } from 'mongodb'
import { toStoreError } from '../driver-errors.ts'
import { CollectionDeletingError, StoreRefusedError } from '../store-errors.ts'
import type { SettingsRecord } from './settings-record.ts'

/** Time of this process alone, milliseconds. */
export interface DeletionClock {
  /** Never goes back. */
  monotonic(): number
  sleep(ms: number): Promise<void>
}

export interface CollectionDeletionDependencies {
  readonly db: Db
  readonly records: Collection<SettingsRecord>
  /** Time limit of commands, and of waiting for another's drop, milliseconds. */
  readonly maxTimeMs: number
  readonly clock?: DeletionClock
}

const CLAIM_MS = 60_000
/** No drop is begun later. The rest of the claim is for one on its way, and for the server's work. */
const MAX_AGE_TO_DROP_MS = CLAIM_MS / 2
const MAX_DROP_MS = CLAIM_MS / 4
const FIRST_PAUSE_MS = 25
const LONGEST_PAUSE_MS = 400
const NAMESPACE_NOT_FOUND = 26

const systemClock: DeletionClock = {
  monotonic: () => performance.now(),
  sleep: (ms) => delay(ms),
}

export class CollectionDeletion {
  readonly #db: Db
  readonly #records: Collection<SettingsRecord>
  readonly #limit: { readonly maxTimeMS: number }
  readonly #clock: DeletionClock

  constructor({ db, records, maxTimeMs, clock = systemClock }: CollectionDeletionDependencies) {
    this.#db = db
    this.#records = records
    this.#limit = { maxTimeMS: maxTimeMs }
    this.#clock = clock
  }

  /** @returns the incarnation that is marked now; null when there is no record */
  async mark(name: string): Promise<string | null> {
    const record = await this.#records.findOne({ _id: name }, this.#limit)
    if (record === null) return null
    const { incarnation, deleting } = record
    if (deleting === true) return incarnation
    // This incarnation only: a mark that lands late must not be on a collection made again.
    const { matchedCount } = await this.#records.updateOne(
      { _id: name, incarnation },
      { $set: { deleting: true }, $inc: { version: 1 } },
      this.#limit,
    )
    return matchedCount === 1 ? incarnation : null
  }

  /**
   * @returns whether it was this call that dropped; false when the marked incarnation is gone
   * @throws CollectionDeletingError when another call holds the claim for too long
   */
  async drop(name: string, incarnation: string): Promise<boolean> {
    const marked: Filter<SettingsRecord> = { _id: name, incarnation, deleting: true }
    const deadlineMs = this.#clock.monotonic() + this.#limit.maxTimeMS
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const record = await this.#look(marked)
      if (record === null) return false
      if (isFree(record) && (await this.#claimAndDrop(marked, record))) return true
      if (this.#clock.monotonic() >= deadlineMs) throw new CollectionDeletingError()
      await this.#clock.sleep(pauseMs)
    }
  }

  /** The record with the time of MongoDB in it. */
  #look(marked: Filter<SettingsRecord>): Promise<SettingsRecord | null> {
    return this.#records.findOneAndUpdate(
      marked,
      { $currentDate: { lookedAt: true } },
      { ...this.#limit, returnDocument: 'after' },
    )
  }

  /** False when another was faster, or this process too slow. */
  async #claimAndDrop(marked: Filter<SettingsRecord>, seen: SettingsRecord): Promise<boolean> {
    const { _id: name } = seen
    const token = randomUUID()
    const startedMs = this.#clock.monotonic()
    const { matchedCount } = await this.#records.updateOne(
      { ...marked, 'claim.token': seen.claim?.token ?? { $exists: false } },
      { $set: { 'claim.token': token }, $currentDate: { 'claim.at': true } },
      this.#limit,
    )
    if (matchedCount === 0) return false
    if (this.#clock.monotonic() - startedMs > MAX_AGE_TO_DROP_MS) return false
    const claimed = { ...marked, 'claim.token': token }
    await this.#dropCollection(name, claimed)
    const { deletedCount } = await this.#records.deleteOne(claimed, this.#limit)
    return deletedCount === 1
  }

  async #dropCollection(name: string, claimed: Filter<SettingsRecord>): Promise<void> {
    try {
      const maxTimeMS = Math.min(this.#limit.maxTimeMS, MAX_DROP_MS)
      await this.#db.dropCollection(name, { maxTimeMS })
    } catch (error) {
      // Servers before 7.0 answer so when there is nothing to drop.
      if (hasCode(error, NAMESPACE_NOT_FOUND)) return
      // Surely not done, so nobody need wait for the claim to age: the next to try sees why.
      if (isRefusal(error))
        await this.#records.updateOne(claimed, { $unset: { claim: true } }, this.#limit)
      throw error
    }
  }
}

/** Nobody claimed the record, or whoever did is taken for dead. */
function isFree({ claim, lookedAt }: SettingsRecord): boolean {
  return !claim || (lookedAt?.getTime() ?? 0) - claim.at.getTime() > CLAIM_MS
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof MongoServerError && toStoreError(error, 'write') instanceof StoreRefusedError
  )
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof MongoServerError && Number(error.code) === code
}
