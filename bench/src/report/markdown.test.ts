import { expect, test } from 'vitest'
import { measured } from '../test-support/measured.ts'
import { resultTable } from './markdown.ts'

const range = { slowest: 14_000, fastest: 15_500 }

test('ratios are those to the rate of the reference', () => {
  const limit = measured({ ...range, title: 'limit', isReference: true, perSecond: 20_000 })
  const one = measured({ ...range, p50Ms: 1.234, p99Ms: 5, residentBytes: 100 * 2 ** 20 })
  const table = resultTable({ title: 'Hit', measurements: [limit, one] })
  expect(table).toContain('| limit | 20,000 | 14,000–15,500 | **1** |')
  expect(table).toContain('| one | 15,000 | 14,000–15,500 | 0.75 | 61.3 | 100 | 1.23 | 5.00 |  |')
})
