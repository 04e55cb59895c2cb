import { expect, it } from 'vitest'
import { duration, relativeTime } from './times.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')
const at = (text: string): string => relativeTime(Date.parse(text), NOW)

it('says how far away a time is in the largest unit that fits', () => {
  expect(at('2026-11-24T12:00:30Z')).toBe('in 30 seconds')
  expect(at('2026-11-24T10:00:00Z')).toBe('2 hours ago')
  expect(at('2026-11-25T13:00:00Z')).toBe('tomorrow')
  expect(at('2027-02-22T12:00:00Z')).toBe('in 3 months')
  expect(at('2026-11-24T12:00:00Z')).toBe('now')
})

it('says how long something takes', () => {
  expect([0, 440, 12_400, 80_000, 120_000, 7_500_000].map((ms) => duration(ms))).toEqual([
    '0 s',
    '0.4 s',
    '12 s',
    '1 min 20 s',
    '2 min',
    '2 h 5 min',
  ])
})
