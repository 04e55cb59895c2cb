import type { IndexKeys, Store } from '@cstore/store'
import { expect, it } from 'vitest'
import { IndexAdvice } from './index-advice.ts'

function advise(answers: (readonly IndexKeys[] | Error)[]) {
  const clock = { ms: 0 }
  const told = { unserved: 0, asked: 0 }
  const usableIndexes = (): Promise<IndexKeys[]> => {
    told.asked++
    const answer = answers.shift() ?? []
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve([...answer])
  }
  const collections: Pick<Store['collections'], 'usableIndexes'> = { usableIndexes }
  const advice = new IndexAdvice({
    store: { collections: Object.assign(Object.create(null), collections) },
    onUnserved: () => told.unserved++,
    now: () => clock.ms,
  })
  return { advice, clock, told }
}

const QUERY = { filter: { a: 1 }, limit: 1 }

it('warns of a query that no index serves, and asks for the indexes now and then', async () => {
  const { advice, clock, told } = advise([[], [[['a', 1]]]])
  expect(await advice.of('c', { limit: 1 })).toBeNull()
  expect(told.asked).toBe(0)
  expect(await advice.of('c', QUERY)).toBe('no index serves this query')
  expect(await advice.of('c', QUERY)).toBe('no index serves this query')
  expect(told).toEqual({ asked: 1, unserved: 2 })
  clock.ms = 10_000
  await advice.of('c', QUERY)
  expect(await advice.of('c', QUERY)).toBeNull()
  expect(told.asked).toBe(2)
})

it('says nothing when it cannot know', async () => {
  const { advice } = advise([new Error('away')])
  expect(await advice.of('c', QUERY)).toBeNull()
})
