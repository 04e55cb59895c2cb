import { expect, test } from 'vitest'
import type { Measurement } from '../rounds.ts'
import { resultTable } from './markdown.ts'

const measured: Measurement = {
  key: 'one',
  title: 'one',
  isReference: false,
  unit: 'requests',
  perSecond: 15_000,
  slowest: 14_000,
  fastest: 15_500,
  p50Ms: 1.234,
  p99Ms: 5,
  p999Ms: Number.NaN,
  cpuMicros: 61.25,
  residentBytes: 100 * 2 ** 20,
}

test('ratios are those to the rate of the reference', () => {
  const limit = { ...measured, title: 'limit', isReference: true, perSecond: 20_000 }
  const table = resultTable({ title: 'Hit', measurements: [limit, measured] })
  expect(table).toContain('| limit | 20,000 | 14,000–15,500 | **1** |')
  expect(table).toContain('| one | 15,000 | 14,000–15,500 | 0.75 | 61.3 | 100 | 1.23 | 5.00 |  |')
})
