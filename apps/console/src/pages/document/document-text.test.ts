import { expect, it } from 'vitest'
import { checkFields, fieldsIn, isChange } from './document-text.ts'

it('finds the fields of a document', () => {
  expect(fieldsIn('{"id": "a", "x": 1, "_meta": {}}')).toEqual({ x: 1 })
  expect(fieldsIn('[1]')).toBeUndefined()
  expect(fieldsIn('{')).toBeUndefined()
})

it('refuses what is no document, and another id', () => {
  expect(checkFields({ id: 'a', x: 1 }, 'a')).toEqual([])
  expect(checkFields({ id: 'b' }, 'a')).toMatchObject([{ pointer: '/id' }])
  expect(checkFields([], 'a')).toMatchObject([{ pointer: '' }])
})

it('sees no change in how a text is laid out, but in the order of fields', () => {
  expect(isChange({ a: 1, b: [1] }, { a: 1, b: [1] })).toBe(false)
  expect(isChange({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true)
})
