import { expect, it } from 'vitest'
import { checkClock } from './clock.ts'

const reading = { askedMs: 10_000, answeredMs: 10_100, coarsenessMs: 1 }

it.each([
  [10_050, 'ok', 'as here, within 51 ms'],
  [11_000, 'ok', 'as here, within 951 ms'],
  [13_050, 'warn', '3.0 s ahead of this machine'],
  [4050, 'warn', '6.0 s behind this machine'],
])('judges a clock that says %d', (theirsMs, status, detail) => {
  expect(checkClock({ ...reading, theirsMs })).toMatchObject({ status, detail })
})

it('blames no clock for an answer that took its time, nor for whole seconds', () => {
  const slow = { askedMs: 10_000, answeredMs: 14_000, coarsenessMs: 1 }
  expect(checkClock({ ...slow, theirsMs: 10_000 })).toMatchObject({ status: 'ok' })
  const coarse = { ...reading, coarsenessMs: 1000 }
  expect(checkClock({ ...coarse, theirsMs: 11_000 })).toMatchObject({ status: 'ok' })
})
