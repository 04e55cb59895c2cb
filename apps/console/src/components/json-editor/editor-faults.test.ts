import { expect, it } from 'vitest'
import { faultsOf } from './editor-faults.ts'

it('finds nothing in what is right', () => {
  expect(faultsOf('{"a": 1}')).toEqual([])
})

it.each([
  ['', 'Expected JSON.'],
  ['{"a": 1', /^Not JSON: [^"]+\.$/],
  [',6{ "title": 1, "b": 2}', /^Not JSON: Unexpected token ','\.$/],
  ['{"a": tru}', /^Not JSON: [^{]+\.$/],
])('says in few words what is wrong with %s', (text, message) => {
  const [fault, ...others] = faultsOf(text)
  expect(others).toEqual([])
  expect(fault?.message).toMatch(message)
  expect(fault?.isFatal).toBe(true)
})

it('marks the values that others have something against', () => {
  const text = '{"cast": [{"name": 5}]}'
  const faults = faultsOf(text, () => [{ pointer: '/cast/0/name', detail: 'must be string' }])
  expect(faults).toEqual([
    {
      from: text.indexOf('5'),
      to: text.indexOf('5') + 1,
      message: 'cast[0].name: must be string',
      isFatal: false,
    },
  ])
})
