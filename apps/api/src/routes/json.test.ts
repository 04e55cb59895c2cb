import { expect, it } from 'vitest'
import { ApiError } from '../problems/api-errors.ts'
import { parseJson } from './json.ts'

it.each([
  '9007199254740993',
  '{"a":9007199254740993}',
  '{"a": -9007199254740993}',
  '[1,12345678901234567891]',
  '[\n12345678901234567891\n]',
  '{"a":1e400}',
  '{"a":1E+400}',
])('refuses a number that it cannot keep: %s', (text) => {
  expect(() => parseJson(text)).toThrow(ApiError)
})

it.each([
  ['{"a":0.15000000000000002}', { a: 0.15000000000000002 }],
  ['[3.141592653589793238462643]', [Math.PI]],
  ['{"a":9007199254740991}', { a: Number.MAX_SAFE_INTEGER }],
  ['{"a":1e30}', { a: 1e30 }],
  ['{"a":"9007199254740993"}', { a: '9007199254740993' }],
])('takes %s as it is', (text, value) => {
  expect(parseJson(text)).toEqual(value)
})
