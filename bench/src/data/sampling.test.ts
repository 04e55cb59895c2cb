import { describe, expect, test } from 'vitest'
import { sampleIndexes } from './sampling.ts'

const spec = { count: 100_000, keys: 1000 }

describe('sampled keys', () => {
  test('are the same in every run', () => {
    expect(sampleIndexes('zipf', spec)).toEqual(sampleIndexes('zipf', spec))
  })

  test('are all of the keys and no others, when uniform', () => {
    expect(new Set(sampleIndexes('uniform', spec)).size).toBe(1000)
    expect(Math.max(...sampleIndexes('uniform', spec))).toBe(999)
  })

  test('are the first key twice as often as the second, and that twice as often as the fourth', () => {
    const indexes = sampleIndexes('zipf', spec)
    const share = (index: number): number => indexes.filter((one) => one === index).length
    expect(share(0) / share(1)).toBeCloseTo(2 ** 0.99, 1)
    expect(share(1) / share(3)).toBeCloseTo(2 ** 0.99, 0)
    expect(Math.max(...indexes)).toBeLessThan(1000)
  })
})
