import { describe, expect, it } from 'vitest'
import { duration, moment, shownDuration } from './time-options.ts'

describe('a time span', () => {
  it.each([
    ['0ms', 0],
    ['1500ms', 1500],
    ['90s', 90_000],
    ['15m', 900_000],
    ['12h', 43_200_000],
    ['30d', 2_592_000_000],
  ])('%s is %d ms', (text, ms) => {
    expect(duration(text)).toBe(ms)
    expect(shownDuration(ms)).toBe(text)
  })

  it.each(['', '5', 'h', '-1h', '1.5h', '1w', '2027-01-31'])('is not %j', (text) => {
    expect(() => duration(text)).toThrow(/time span/u)
  })
})

describe('a moment', () => {
  it('is a date, a time with its zone, or a time span from now', () => {
    expect(moment('2027-01-31')).toBe('2027-01-31T00:00:00.000Z')
    expect(moment('2027-01-31T12:00:00+02:00')).toBe('2027-01-31T10:00:00.000Z')
    const inADay = Date.parse(moment('1d')) - Date.now()
    expect(Math.abs(inADay - 86_400_000)).toBeLessThan(5000)
  })

  it.each(['tomorrow', '2027-13-01', '2027-01-31T12:00:00', '31.01.2027'])('is not %j', (text) => {
    expect(() => moment(text)).toThrow(/date/u)
  })
})
