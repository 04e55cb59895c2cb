import { expect, it } from 'vitest'
import { quantile } from './quantile.ts'

const buckets = [
  { upTo: 1, count: 50 },
  { upTo: 2, count: 90 },
  { upTo: Infinity, count: 100 },
]

it.each([
  [0.25, 0.5],
  [0.5, 1],
  [0.7, 1.5],
  [0.9, 2],
  [0.99, Infinity],
])('finds %d of the observations below %d, as Prometheus does', (share, expected) => {
  expect(quantile(share, buckets)).toBeCloseTo(expected, 6)
})

it('knows nothing without observations', () => {
  expect(quantile(0.5, [])).toBeNull()
  expect(quantile(0.5, [{ upTo: Infinity, count: 0 }])).toBeNull()
})
