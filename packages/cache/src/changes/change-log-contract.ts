/** What every log of changes must do. */
import { describe, expect, it, onTestFinished } from 'vitest'
import type { DocumentKey } from '../cache-key.ts'
import type { Change, ChangeLog, ChangeOp, LogPlace } from './change-log.ts'

export interface LogUnderTest {
  readonly log: ChangeLog
  readonly place: LogPlace
  /** Lets time go by, milliseconds. */
  readonly pass: (ms: number) => Promise<void>
  readonly close: () => Promise<void>
}

export const WRITER_MS = 1000

const ONE: DocumentKey = { collection: 'c/1 {x}', id: 'one' }
const OTHER: DocumentKey = { collection: 'c', id: 'ü/:~' }

const written = (key: DocumentKey, op: ChangeOp, version: number): Change => ({
  key,
  op,
  version,
  etag: `"${version}-x"`,
  createdAtMs: 5,
  atMs: 7,
})

export function describeChangeLog(name: string, make: () => Promise<LogUnderTest>): void {
  const start = async () => {
    const { log, place, pass, close } = await make()
    onTestFinished(close)
    const begun = await log.read(place, { after: null, limit: 1 })
    let after = begun.last
    return {
      log,
      place,
      pass,
      first: begun.last,
      begin: (token: string, ...keys: DocumentKey[]) => log.begin(place, { token, keys }),
      end: (token: string, keys: DocumentKey[], ...changes: Change[]) =>
        log.end(place, { token, keys, changes }),
      /** What is new since the last time. */
      told: async (): Promise<unknown[]> => {
        const page = await log.read(place, { after, limit: 100 })
        after = page.entries.at(-1)?.id ?? after
        return page.entries.map((entry) =>
          entry.kind === 'reset' ? 'reset' : [entry.change.op, entry.change.version],
        )
      },
    }
  }

  describe(`${name} keeps to the contract:`, () => {
    it('tells what was written, with everything about it', async () => {
      const { log, place, first, begin, end } = await start()
      await begin('a', ONE, OTHER)
      await end('a', [ONE, OTHER], written(ONE, 'create', 1), { key: OTHER, op: 'delete' })
      const { entries, lost, last } = await log.read(place, { after: first, limit: 100 })
      expect(lost).toBe(false)
      expect(entries.map((entry) => entry.kind === 'change' && entry.change)).toEqual([
        { key: ONE, op: 'create', version: 1, etag: '"1-x"', atMs: 7 },
        { key: OTHER, op: 'delete', atMs: expect.any(Number) },
      ])
      expect(entries.at(-1)?.id).toBe(last)
    })

    it('tells nothing of a write that did nothing', async () => {
      const { begin, end, pass, told } = await start()
      await begin('a', ONE)
      await end('a', [ONE])
      await pass(WRITER_MS * 1.2)
      expect(await told()).toEqual([])
    })

    it('tells a write that never ended as unknown, once it must be over', async () => {
      const { begin, pass, told } = await start()
      await begin('a', ONE, OTHER)
      expect(await told()).toEqual([])
      await pass(WRITER_MS * 1.2)
      expect(await told()).toEqual([
        ['unknown', undefined],
        ['unknown', undefined],
      ])
      expect(await told()).toEqual([])
    })

    it('tells what ends too late, or ends twice, as unknown', async () => {
      const { begin, end, pass, told } = await start()
      await begin('a', ONE)
      await pass(WRITER_MS * 1.2)
      await told()
      await end('a', [ONE], written(ONE, 'replace', 2))
      await end('a', [ONE], written(ONE, 'replace', 2))
      expect(await told()).toEqual([
        ['unknown', undefined],
        ['unknown', undefined],
      ])
    })

    it('takes a begin that arrives twice for one', async () => {
      const { begin, end, told } = await start()
      await begin('a', ONE)
      await begin('a', ONE)
      await end('a', [ONE], written(ONE, 'replace', 2))
      await begin('b', ONE)
      await end('b', [ONE], written(ONE, 'replace', 3))
      expect(await told()).toEqual([
        ['replace', 2],
        ['replace', 3],
      ])
    })

    it('tells no older state after a newer one when writes overlap', async () => {
      const { begin, end, told } = await start()
      await begin('a', ONE)
      await begin('b', ONE)
      await end('b', [ONE], written(ONE, 'replace', 3))
      await end('a', [ONE], written(ONE, 'replace', 2))
      await begin('c', ONE)
      await end('c', [ONE], written(ONE, 'replace', 4))
      expect(await told()).toEqual([
        ['replace', 3],
        ['unknown', undefined],
        ['replace', 4],
      ])
    })

    it('tells a deletion that overlaps as unknown, and what overlaps with it', async () => {
      const { begin, end, told } = await start()
      await begin('a', ONE)
      await begin('b', ONE)
      await end('a', [ONE], { key: ONE, op: 'delete' })
      await end('b', [ONE], written(ONE, 'replace', 9))
      await begin('c', ONE)
      await end('c', [ONE], { key: ONE, op: 'delete' })
      expect(await told()).toEqual([
        ['unknown', undefined],
        ['unknown', undefined],
        ['delete', undefined],
      ])
    })

    it('is lost to a cursor it does not know, and to one that it has forgotten', async () => {
      const { log, place, first, begin, end } = await start()
      for (const after of ['nonsense', '0-1', '999999999999999-0']) {
        expect(await log.read(place, { after, limit: 1 })).toMatchObject({
          lost: true,
          entries: [],
        })
      }
      for (let n = 0; n < 400; n++) {
        await begin(`t${n}`, ONE)
        await end(`t${n}`, [ONE], written(ONE, 'replace', n))
      }
      const { lost, last } = await log.read(place, { after: first, limit: 1 })
      expect(lost).toBe(true)
      expect(await log.read(place, { after: last, limit: 1 })).toMatchObject({ lost: false })
    })

    it('rings when there is something new', async () => {
      const { log, place, first, begin, end } = await start()
      const rung = log.ring(place, first)
      await begin('a', ONE)
      await end('a', [ONE], written(ONE, 'replace', 2))
      await rung
      const { entries } = await log.read(place, { after: first, limit: 1 })
      expect(entries).toHaveLength(1)
      log.rest()
    })
  })
}
