import { describe, expect, it } from 'vitest'
import { checkJson } from './json-checks.ts'
import { rangeOf, readJson } from './json-ranges.ts'

describe('rangeOf', () => {
  const text = `{
  "title": "Brazil",
  "cast": [{ "name": "Pryce" }, 2],
  "a/b": { "c": 1 },
  "big": {
    "x": 1
  }
}`
  const at = (pointer: string): string => {
    const { from, to } = rangeOf(readJson(text), pointer)
    return text.slice(from, to)
  }

  it('finds values', () => {
    expect(at('/title')).toBe('"Brazil"')
    expect(at('/cast/0/name')).toBe('"Pryce"')
    expect(at('/cast/1')).toBe('2')
    expect(at('/a~1b/c')).toBe('1')
    expect(at('/a~1b')).toBe('{ "c": 1 }')
  })

  it('finds what would hold a value that is missing', () => {
    expect(at('/big/y')).toBe('"big"')
    expect(at('/nothing')).toBe('{')
    expect(at('/cast/9')).toBe('"cast"')
    expect(at('')).toBe('{')
  })

  it('bears half a text', () => {
    expect(rangeOf(readJson(''), '/a').from).toBe(0)
    expect(rangeOf(readJson('{"a": {"b": '), '/a/b')).toBeDefined()
  })
})

const details = (text: string): string[] => checkJson(readJson(text)).map(({ detail }) => detail)

describe('checkJson', () => {
  it('finds a name that is there twice, however it is written', () => {
    expect(details('{"a": 1, "b": 2, "\\u0061": 3}')).toEqual(['"a" is there twice.'])
    expect(details('{"a": {"a": 1}}')).toEqual([])
  })

  it('finds numbers that would lose digits', () => {
    expect(details('{"n": 12345678901234567890}')).toEqual([
      'This number would lose digits. Write it as {"$numberLong": "12345678901234567890"}.',
    ])
    expect(details('[0.1, 1e3, 9007199254740991, -5, 1.50]')).toEqual([])
  })
})
