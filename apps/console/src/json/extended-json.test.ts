import { expect, it } from 'vitest'
import { isExtended, viewExtended } from './extended-json.ts'

it('knows values of MongoDB from objects', () => {
  expect(isExtended({ $oid: '65f0c0ffee0ddba11ad0beef' })).toBe(true)
  expect(isExtended({ $ref: 'c', $id: 1 })).toBe(true)
  expect(isExtended({ $gt: 1 })).toBe(false)
  expect(isExtended({ a: { $oid: '' } })).toBe(false)
  expect(isExtended(['$oid'])).toBe(false)
  expect(isExtended(null)).toBe(false)
})

const text = (value: Record<string, unknown>): string => viewExtended(value).text

it('shows them short', () => {
  expect(text({ $date: '2026-01-31T12:30:00' })).toBe('2026-01-31 12:30:00')
  expect(text({ $date: { $numberLong: String(new Date('2026-01-31T12:30').getTime()) } })).toBe(
    '2026-01-31 12:30:00',
  )
  expect(text({ $date: 'never' })).toBe('never')
  expect(text({ $oid: '65f0c0ffee0ddba11ad0beef' })).toBe('65f0c0ffee0ddba11ad0beef')
  expect(text({ $numberLong: '9223372036854775807' })).toBe('9223372036854775807')
  expect(text({ $numberDouble: 'NaN' })).toBe('NaN')
  expect(text({ $binary: { base64: '', subType: '00' } })).toBe('binary')
})
