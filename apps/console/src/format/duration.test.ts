import { expect, it } from 'vitest'
import { formatDuration, splitDuration } from './duration.ts'

it.each([
  [0, '0 s'],
  [1, '1 ms'],
  [1500, '1,500 ms'],
  [30_000, '30 s'],
  [300_000, '5 min'],
  [5_400_000, '90 min'],
  [604_800_000, '7 d'],
])('shows %d ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})

it('loses nothing', () => {
  for (const ms of [0, 1, 999, 1000, 60_000, 61_000, 3_600_000, 86_400_000]) {
    const { amount, unit } = splitDuration(ms)
    expect(amount * unit.ms).toBe(ms)
  }
})
