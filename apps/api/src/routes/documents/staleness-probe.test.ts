import type { CacheRead } from '@cstore/cache'
import { expect, it } from 'vitest'
import { StalenessProbe, type ProbeOutcome } from './staleness-probe.ts'

function hit(etag: string, outcome: CacheRead['outcome'] = 'hit'): CacheRead {
  const entry = { kind: 'document', version: 1, createdAtMs: 0, updatedAtMs: 0, etag } as const
  const read = { outcome, collapsed: false, stored: false, ttlMs: 1000 }
  return { ...read, entry: { ...entry, body: Buffer.from('{}') } }
}

interface Case {
  readonly read?: CacheRead
  readonly stored: readonly string[]
  readonly again?: CacheRead
  readonly oneIn?: number
}

async function probe({ read = hit('"1"'), stored, again = hit('"1"'), oneIn = 1 }: Case) {
  const outcomes: ProbeOutcome[] = []
  const answers = [...stored]
  let purged = 0
  const probes = new StalenessProbe({
    oneIn,
    random: () => 0.5,
    onOutcome: (outcome) => outcomes.push(outcome),
  })
  probes.consider(read, () => ({
    stored: () => {
      const etag = answers.shift()
      return etag === undefined ? Promise.reject(new Error('down')) : Promise.resolve(etag)
    },
    readAgain: () => Promise.resolve(again),
    purge: () => Promise.resolve(void purged++),
  }))
  await new Promise((resolve) => {
    setImmediate(resolve)
  })
  return { outcomes, purged }
}

it('agrees when the database has what was served', async () => {
  expect(await probe({ stored: ['"1"'] })).toEqual({ outcomes: ['agree'], purged: 0 })
})

it('takes a write in between for what it is', async () => {
  expect(await probe({ stored: ['"2"'], again: hit('"2"') })).toEqual({
    outcomes: ['overtaken'],
    purged: 0,
  })
})

it('finds and removes a value that is served although the database has had another', async () => {
  expect(await probe({ stored: ['"2"', '"2"'] })).toEqual({ outcomes: ['disagree'], purged: 1 })
})

it('tells that it could not look', async () => {
  expect(await probe({ stored: [] })).toEqual({ outcomes: ['failed'], purged: 0 })
})

it('looks at hits only, and at none when it is off', async () => {
  expect((await probe({ stored: ['"1"'], read: hit('"1"', 'miss') })).outcomes).toEqual([])
  expect((await probe({ stored: ['"1"'], oneIn: 0 })).outcomes).toEqual([])
  expect((await probe({ stored: ['"1"'], oneIn: 3 })).outcomes).toEqual([])
})
