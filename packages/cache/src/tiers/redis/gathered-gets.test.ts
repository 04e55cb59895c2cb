import { setImmediate as turn } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { TierUnavailableError } from '../tier-errors.ts'
import { GatheredGets } from './gathered-gets.ts'

let asked: { keys: string[]; answer: PromiseWithResolvers<(Buffer | null)[]> }[]
let identity: string | null
let gets: GatheredGets

beforeEach(() => {
  asked = []
  identity = 'one'
  gets = new GatheredGets({
    identity: () => identity,
    ask: (keys) => {
      const answer = Promise.withResolvers<(Buffer | null)[]>()
      asked.push({ keys, answer })
      return answer.promise
    },
  })
})

const keysAsked = () => asked.map(({ keys }) => keys)
const valueOf = (key: string): Buffer => Buffer.from(`value of ${key}`)
const answerLast = (): void => {
  const last = asked.at(-1)
  last?.answer.resolve(last.keys.map(valueOf))
}

describe('reads of one connection', () => {
  it('that are asked for together travel together', async () => {
    const reads = Promise.all(['a', 'b', 'c'].map((key) => gets.get(key)))
    await turn()
    expect(keysAsked()).toEqual([['a', 'b', 'c']])
    answerLast()
    expect(await reads).toEqual(['a', 'b', 'c'].map(valueOf))
  })

  it('wait for the answer under way, and leave together after it', async () => {
    const first = gets.get('a')
    await turn()
    const others = Promise.all([gets.get('b'), gets.get('c')])
    await turn()
    expect(keysAsked()).toEqual([['a']])
    answerLast()
    await first
    await turn()
    expect(keysAsked()).toEqual([['a'], ['b', 'c']])
    answerLast()
    expect(await others).toEqual([valueOf('b'), valueOf('c')])
  })

  it('fail together, with those that wait behind them', async () => {
    const first = gets.get('a')
    await turn()
    const second = gets.get('b')
    asked[0]?.answer.reject(new Error('Command timed out'))
    await expect(first).rejects.toThrow('timed out')
    await expect(second).rejects.toThrow('timed out')
    const third = gets.get('c')
    await turn()
    answerLast()
    expect(await third).toEqual(valueOf('c'))
  })

  it('never reach another server than the one they were asked of', async () => {
    const before = gets.get('a')
    identity = 'two'
    const after = gets.get('b')
    await expect(before).rejects.toBeInstanceOf(TierUnavailableError)
    expect(keysAsked()).toEqual([['b']])
    answerLast()
    expect(await after).toEqual(valueOf('b'))
  })

  it('fail when it is not known which server that is', async () => {
    identity = null
    await expect(gets.get('a')).rejects.toBeInstanceOf(TierUnavailableError)
    expect(asked).toEqual([])
  })

  it('are bounded in one command', async () => {
    const reads = Array.from({ length: 300 }, (_, index) => gets.get(String(index)))
    for (let batch = 0; batch < 3; batch++) {
      await turn()
      await turn()
      answerLast()
    }
    await Promise.all(reads)
    expect(asked.map(({ keys }) => keys.length)).toEqual([128, 128, 44])
  })
})
