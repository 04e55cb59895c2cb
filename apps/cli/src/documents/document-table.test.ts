import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { DocumentTable } from './document-table.ts'

it('has the id first, a column for each field, and values as what they stand for', () => {
  const shown = new DocumentTable(new PassThrough())
  const documents = [
    { id: 'a', n: 1, at: { $date: '2026-01-01T00:00:00Z' }, _meta: { version: 1 } },
    { n: 20, id: 'b', more: [1, { x: 'y' }] },
  ]
  expect(shown.page(documents)).toBe(
    [
      'id   n  at                    more           _meta',
      'a    1  2026-01-01T00:00:00Z                 {"version":1}',
      'b   20                        [1,{"x":"y"}]',
      '',
    ].join('\n'),
  )
})

it('has the fields in the order in which they were asked for', () => {
  const shown = new DocumentTable(new PassThrough(), ['b.c', 'a', 'none'])
  expect(shown.page([{ id: '1', a: 2, b: { c: 3 } }])).toBe('id  b        a\n1   {"c":3}  2\n')
})

it('gives later pages the columns of the first, without a head', () => {
  const shown = new DocumentTable(new PassThrough())
  shown.page([{ id: 'a', n: 1 }])
  expect(shown.page([{ id: 'b', other: 2 }])).toBe('b\n')
})

it('says which fields have no room', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 20 })
  const shown = new DocumentTable(terminal)
  const text = stripVTControlCharacters(
    shown.page([{ id: 'a', b: 'x'.repeat(30), c: 'y'.repeat(30) }]),
  )
  expect([text.split('\n')[0], shown.hidden]).toEqual(['id  b', ['c']])
})
