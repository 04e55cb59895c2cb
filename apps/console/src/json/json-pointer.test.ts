import { expect, it } from 'vitest'
import { formatPointer, parsePointer, pathLabel } from './json-pointer.ts'

it('reads pointers and writes the same', () => {
  for (const pointer of ['', '/', '/a/0/b', '/a~1b/c~0d', '/~01']) {
    expect(formatPointer(parsePointer(pointer))).toBe(pointer)
  }
  expect(parsePointer('/a~1b/~01')).toEqual(['a/b', '~1'])
})

it('shows them as people write paths', () => {
  expect(pathLabel('/cast/0/name')).toBe('cast[0].name')
  expect(pathLabel('')).toBe('')
})
