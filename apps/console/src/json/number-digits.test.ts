import { expect, it } from 'vitest'
import { keepsDigits } from './number-digits.ts'

it.each([
  ['0', true],
  ['-0.0', true],
  ['0.1', true],
  ['9007199254740991', true],
  ['9007199254740993', false],
  ['10000000000000000000000', true],
  ['123456789012345678', false],
  ['1e400', false],
  ['3.14159265358979323846', false],
  ['1.7976931348623157e308', true],
])('knows whether %s keeps its digits: %s', (number, keeps) => {
  expect(keepsDigits(number)).toBe(keeps)
})
