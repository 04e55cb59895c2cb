import * as fc from 'fast-check'
import { type Db, MongoNetworkError, MongoServerError } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { CollectionDeletingError, StoreRefusedError } from '../src/index.ts'
import {
  accepted,
  ageClaim,
  databaseWithMovies,
  documentIds,
  holdAt,
  type Process,
  settings,
  settingsRecord,
  startProcess,
} from './deletion-processes.ts'
import { errorOf } from './test-store.ts'

const CLAIM_MS = 60_000
/** Of a deletion: read, mark; look, claim, drop, remove the record. */
const DELETION = [
  'findOne',
  'updateOne',
  'findOneAndUpdate',
  'updateOne',
  'dropCollection',
  'deleteOne',
]
const AFTER_MARK = DELETION.map((step, at) => ({ step, at })).slice(2)
const DROP_AT = DELETION.indexOf('dropCollection')

/** Runs a deletion that ends, for whoever looks on, before the step `at`. */
async function dieAt(db: Db, at: number): Promise<void> {
  const held = holdAt(at)
  void startProcess(db, held).remove()
  await held.reached
}

describe('a deletion', () => {
  it('takes the steps that the tests below interrupt', async () => {
    const held = holdAt(DELETION.length)
    expect(await startProcess(await databaseWithMovies(), held).remove()).toBe(true)
    expect(held.steps).toEqual(DELETION)
  })

  it.each(AFTER_MARK)('held up before $step ($at) lets nobody write', async ({ at }) => {
    const db = await databaseWithMovies()
    const held = holdAt(at)
    const removal = startProcess(db, held).remove()
    await held.reached
    const other = startProcess(db)
    expect(await other.write('early')).toBeNull()
    held.release()
    expect(await removal).toBe(true)
    expect(await other.write('late')).not.toBeNull()
    expect(await documentIds(db)).toEqual(['late'])
  })

  it.each([0, 1])(
    'held up before its mark (%i) leaves a collection made again alone',
    async (at) => {
      const db = await databaseWithMovies()
      const held = holdAt(at)
      const removal = startProcess(db, held).remove()
      await held.reached
      const other = startProcess(db)
      await other.remove()
      const incarnation = await other.write('late')
      held.release()
      // Before it has looked, the collection made again is the one it deletes.
      expect(await removal).toBe(at === 0)
      const left = await settingsRecord(db)
      expect([left?.incarnation ?? null, left?.deleting]).toEqual([
        at === 0 ? null : incarnation,
        undefined,
      ])
      expect(await documentIds(db)).toEqual(at === 0 ? [] : ['late'])
    },
  )

  it('leaves the drop to the one that claimed it, and waits for it', async () => {
    const db = await databaseWithMovies()
    const held = holdAt(DROP_AT)
    const first = startProcess(db, held).remove()
    await held.reached
    const steps: string[] = []
    const before = async (step: string): Promise<void> => void steps.push(step)
    const sleep = async (): Promise<void> => {
      held.release()
      await first
    }
    expect(await startProcess(db, { before, sleep }).remove()).toBe(false)
    expect(await first).toBe(true)
    expect(steps).not.toContain('dropCollection')
  })

  it.each([
    { claimed: 'nobody', cutOffAt: DROP_AT - 1 },
    { claimed: 'a dead one', cutOffAt: DROP_AT },
  ])('is dropped by one of two that saw that $claimed claimed it', async ({ cutOffAt }) => {
    const db = await databaseWithMovies()
    await dieAt(db, cutOffAt)
    if (cutOffAt === DROP_AT) await ageClaim(db, CLAIM_MS + 1)
    // Marked already: one step less.
    const [first, second] = [holdAt(DROP_AT - 1), holdAt(DROP_AT - 2)]
    const late = startProcess(db, second).remove()
    await second.reached
    const removal = startProcess(db, first).remove()
    await first.reached
    second.release()
    expect(await accepted(() => late)).toBe(false)
    expect(await documentIds(db)).toEqual(['first'])
    first.release()
    expect(await removal).toBe(true)
  })

  it('says that another is at it when that takes too long', async () => {
    const db = await databaseWithMovies()
    await dieAt(db, DROP_AT)
    expect(await errorOf(() => startProcess(db).remove())).toBeInstanceOf(CollectionDeletingError)
    expect(await documentIds(db)).toEqual(['first'])
  })

  it('is not dropped by one whose claim took so long that another may have taken it over', async () => {
    const db = await databaseWithMovies()
    let heldUpMs = 0
    const steps: string[] = []
    const slow = startProcess(db, {
      heldUpMs: () => heldUpMs,
      before: async (step) => {
        steps.push(step)
        if (steps.length === DROP_AT) heldUpMs += CLAIM_MS
      },
    })
    expect(await errorOf(() => slow.remove())).toBeInstanceOf(CollectionDeletingError)
    expect(steps).not.toContain('dropCollection')
  })

  it('that the server refuses says why, each time', async () => {
    const db = await databaseWithMovies()
    const refusing = startProcess(db, {
      before: async (step) => {
        if (step === 'dropCollection') throw new MongoServerError({ code: 13, errmsg: 'no' })
      },
    })
    expect(await errorOf(() => refusing.remove())).toBeInstanceOf(StoreRefusedError)
    expect(await errorOf(() => refusing.remove())).toBeInstanceOf(StoreRefusedError)
    expect(await startProcess(db).remove()).toBe(true)
  })

  it('whose drop may still be done keeps its claim', async () => {
    const db = await databaseWithMovies()
    const failing = startProcess(db, {
      before: async (step) => {
        if (step === 'dropCollection') throw new MongoNetworkError('cut')
      },
    })
    expect(await errorOf(() => failing.remove())).toMatchObject({ outcomeUnknown: true })
    expect(await accepted(() => startProcess(db).remove())).toBe(false)
  })
})

describe('a deletion that was cut off', () => {
  it.each(AFTER_MARK)('before $step ($at) is completed by the next', async ({ at }) => {
    const db = await databaseWithMovies()
    await dieAt(db, at)
    if (at >= DROP_AT) await ageClaim(db, CLAIM_MS + 1)
    const next = startProcess(db)
    expect(await next.write('early')).toBeNull()
    expect(await next.remove()).toBe(true)
    expect(await next.write('late')).not.toBeNull()
    expect(await documentIds(db)).toEqual(['late'])
  })

  it('is not taken for dead earlier', async () => {
    const db = await databaseWithMovies()
    await dieAt(db, DROP_AT)
    await ageClaim(db, CLAIM_MS - 10_000)
    expect(await accepted(() => startProcess(db).remove())).toBe(false)
    await ageClaim(db, 10_001)
    expect(await startProcess(db).remove()).toBe(true)
  })

  it('and taken over leaves the record to the one that took it over', async () => {
    const db = await databaseWithMovies()
    const first = holdAt(DROP_AT + 1)
    const removal = startProcess(db, first).remove()
    await first.reached
    await ageClaim(db, CLAIM_MS + 1)
    const second = holdAt(DROP_AT - 1)
    const takeover = startProcess(db, second).remove()
    await second.reached
    first.release()
    expect(await accepted(() => removal)).toBe(false)
    expect(await startProcess(db).write('early')).toBeNull()
    second.release()
    expect(await takeover).toBe(true)
  })

  it('is taken over by one only', async () => {
    const db = await databaseWithMovies()
    await dieAt(db, DROP_AT)
    await ageClaim(db, CLAIM_MS + 1)
    const removals = Array.from({ length: 8 }, () => startProcess(db, { sleep: turn }).remove())
    expect((await Promise.all(removals)).filter(Boolean)).toHaveLength(1)
  })
})

/** Those of the documents that are to be there and are not. */
async function lostDocuments(db: Db, written: ReadonlyMap<string, string>): Promise<string[]> {
  // A document may be gone only with the incarnation in which it was acknowledged.
  const current = await settingsRecord(db)
  const ids = new Set(await documentIds(db))
  return [...written]
    .filter(([id, incarnation]) => incarnation === current?.incarnation && !ids.has(id))
    .map(([id]) => id)
}

describe('deletions and settings at the same time', () => {
  it('lose nothing, twenty of each at once', async () => {
    const db = await databaseWithMovies()
    const written = new Map<string, string>()
    const work = Array.from({ length: 20 }, async (_, at) => {
      const process = startProcess(db, { sleep: turn })
      for (let round = 0; round < 5; round += 1) {
        const id = `${at}-${round}`
        // Every process deletes once, the first of them in the first round.
        const [incarnation] = await Promise.all([
          process.write(id),
          at % 5 === round && accepted(() => process.remove()),
        ])
        if (incarnation !== null) written.set(id, incarnation)
      }
    })
    await Promise.all(work)
    expect(await lostDocuments(db, written)).toEqual([])
    expect(written.size).toBeGreaterThan(0)
  })

  it('lose nothing in any order of their steps', async () => {
    const db = await databaseWithMovies()
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        await startProcess(db).write('before')
        const written = new Map<string, string>()
        const before = (step: string): Promise<void> => scheduler.schedule(Promise.resolve(), step)
        const sleep = (): Promise<void> => before('sleep')
        const process = (): Process => startProcess(db, { before, sleep })
        const writes = ['a', 'b', 'c', 'd'].map(async (id) => {
          const incarnation = await process().write(id)
          if (incarnation !== null) written.set(id, incarnation)
        })
        const removals = [process(), process()].map((one) => accepted(() => one.remove()))
        await scheduler.waitFor(Promise.all([...writes, ...removals]))
        expect(await lostDocuments(db, written)).toEqual([])
        await startProcess(db, { sleep: turn }).remove()
      }),
      { numRuns: 60 },
    )
  })

  it('count every change of settings, also those made between a read and its write', async () => {
    const db = await databaseWithMovies()
    const held = holdAt(2)
    const slow = startProcess(db, held).repository.put('movies', settings)
    await held.reached
    expect(held.steps).toEqual(['findOne', 'createCollection', 'updateOne'])
    const { repository } = startProcess(db)
    await repository.put('movies', { ...settings, publicRead: true })
    held.release()
    await slow
    expect(await settingsRecord(db)).toMatchObject({ version: 3 })
  })

  it('refuse settings whose collection was marked between their read and their write', async () => {
    const db = await databaseWithMovies()
    const held = holdAt(2)
    const put = errorOf(() => startProcess(db, held).repository.put('movies', settings))
    await held.reached
    await startProcess(db).repository.markDeleted('movies')
    held.release()
    expect(await put).toBeInstanceOf(CollectionDeletingError)
  })
})

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1))
}
