import { expect, test } from 'vitest'
import type { BulkSample } from '../bulk/bulk-sample.ts'
import { bulkTable } from './bulk-table.ts'

const MIB = 2 ** 20
const driver: BulkSample = {
  contender: 'driver',
  step: 'insert',
  ms: 1000,
  cpuMs: 10,
  mongoCpuMs: 20,
  residentBytes: null,
}
const cstore = (ms: number, most: number, step: BulkSample['step'] = 'insert'): BulkSample => ({
  ...driver,
  contender: 'CStore',
  step,
  ms,
  residentBytes: { before: 100 * MIB, most: most * MIB },
})

test('rates are medians with their ratio to the driver, growth is the most of any round', () => {
  const samples = [driver, cstore(1500, 130), cstore(2000, 110), cstore(4000, 120)]
  const table = bulkTable({ documents: 1000, samples })
  expect(table).toContain('| driver | insert | 1,000 | 1,000–1,000 | **1** | 10.0 | 20.0 |  |  |')
  expect(table).toContain('| CStore | insert | 500 | 250–667 | 0.50 | 10.0 | 20.0 | 100 | 30 |')
})

test('an export is not compared with writing', () => {
  const table = bulkTable({ documents: 1000, samples: [driver, cstore(500, 110, 'export')] })
  expect(table).toContain('| CStore | export | 2,000 | 2,000–2,000 |  | 10.0 |')
})
