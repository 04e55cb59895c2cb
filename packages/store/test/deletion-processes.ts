import type { CollectionSettings } from '@cstore/contracts'
import type { Db } from 'mongodb'
import { CollectionRepository } from '../src/collections/collection-repository.ts'
import type { SettingsRecord } from '../src/collections/settings-record.ts'
import { CollectionDeletingError, WriteConflictError } from '../src/index.ts'
import { openTestStore } from './test-store.ts'
import { type BeforeStep, steppedDb } from './stepped-db.ts'

const MAX_TIME_MS = 5000

export const settings: CollectionSettings = {
  cache: { ttlMs: 1, staleMs: 2, negativeTtlMs: 3, listTtlMs: 4, near: false },
  publicRead: false,
  indexes: [],
}

/** One process that deletes and makes the collection `movies`. */
export interface Process {
  readonly repository: CollectionRepository
  /** Both steps of a deletion; true when this process dropped. */
  remove(): Promise<boolean>
  /**
   * Puts the settings and writes a document with this id.
   * @returns the incarnation it was acknowledged in; null when the settings were refused
   */
  write(id: string): Promise<string | null>
}

export interface ProcessOptions {
  readonly before?: BeforeStep
  /** Instead of waiting: time passes by itself. */
  readonly sleep?: (ms: number) => Promise<void>
  /** Added to the time of the process, milliseconds. */
  readonly heldUpMs?: () => number
}

export function startProcess(db: Db, options: ProcessOptions = {}): Process {
  const { before = async () => undefined, sleep = async () => undefined, heldUpMs } = options
  let sleptMs = 0
  const repository = new CollectionRepository({
    db: steppedDb(db, before),
    unhurriedDb: () => db,
    maxTimeMs: MAX_TIME_MS,
    now: Date.now,
    deletionClock: {
      monotonic: () => sleptMs + (heldUpMs?.() ?? 0),
      sleep: async (ms) => {
        sleptMs += ms
        await sleep(ms)
      },
    },
  })
  return {
    repository,
    remove: async () => {
      const incarnation = await repository.markDeleted('movies')
      return incarnation !== null && (await repository.drop('movies', incarnation))
    },
    write: async (id) => {
      if (!(await accepted(() => repository.put('movies', settings)))) return null
      const record = await settingsRecord(db)
      await db.collection<{ _id: string }>('movies').insertOne({ _id: id })
      return record?.incarnation ?? null
    },
  }
}

/** A database with the collection `movies` and one document in it. */
export async function databaseWithMovies(): Promise<Db> {
  const { store, db } = await openTestStore()
  await store.collections.put('movies', settings)
  await store.documents.create('movies', {}, 'first')
  return db
}

/** Settings as they are in the database. */
export function settingsRecord(db: Db): Promise<SettingsRecord | null> {
  return db.collection<SettingsRecord>('cstore.collections').findOne({ _id: 'movies' })
}

/** Ids of the documents that are there. */
export async function documentIds(db: Db): Promise<string[]> {
  const found = await db.collection<{ _id: string }>('movies').find().toArray()
  return found.map(({ _id }) => _id)
}

/** Lets the claim on the collection seem older. */
export async function ageClaim(db: Db, byMs: number): Promise<void> {
  const claim = (await settingsRecord(db))?.claim
  if (!claim) throw new Error('Expected a claim')
  const at = new Date(claim.at.getTime() - byMs)
  await db
    .collection<SettingsRecord>('cstore.collections')
    .updateOne({ _id: 'movies' }, { $set: { 'claim.at': at } })
}

/** False when refused because of others who are at the same collection. */
export async function accepted(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run()
    return true
  } catch (error) {
    if (error instanceof CollectionDeletingError || error instanceof WriteConflictError)
      return false
    throw error
  }
}

/** Holds a process up before its nth step, counted from zero. */
export function holdAt(at: number) {
  const reached = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const steps: string[] = []
  const before: BeforeStep = async (step) => {
    steps.push(step)
    if (steps.length !== at + 1) return
    reached.resolve()
    await released.promise
  }
  return { before, steps, reached: reached.promise, release: () => released.resolve() }
}
