import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import type { Output } from '../context.ts'
import { columnsThatFit, table, type Column } from './table.ts'

const pipe = new PassThrough()
const terminal = (columns: number): Output =>
  Object.assign(new PassThrough(), { isTTY: true, columns })
const ID: Column = { title: 'ID', isWhole: true }
const long = 'a'.repeat(60)

const lines = (text: string): string[] => stripVTControlCharacters(text).trimEnd().split('\n')

it('aligns columns, numbers to the right, and leaves no space at the ends of lines', () => {
  const columns = [{ title: 'NAME' }, { title: 'N', align: 'right' }, { title: 'X' }] as const
  expect(
    table(
      columns,
      [
        ['a', '1', ''],
        ['ab', '200', 'x'],
      ],
      { output: pipe },
    ),
  ).toBe('NAME    N  X\na       1\nab    200  x\n')
})

it('cuts long cells, but not those that people copy', () => {
  const [, row] = lines(table([ID, { title: 'TEXT' }], [[long, long]], { output: pipe }))
  expect(row).toMatch(/^a{60} {2}a{39,40}…$/u)
})

it.each([200, 100, 70])('is no wider than a terminal of %d columns', (columns) => {
  const rows = [[long.slice(0, 40), long, '日本語'.repeat(10)]]
  const text = table([ID, { title: 'A' }, { title: 'B' }], rows, { output: terminal(columns) })
  for (const line of lines(text)) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
  expect(lines(text)[1]).toContain(long.slice(0, 40))
})

it('shows no control characters', () => {
  expect(table([ID], [['a\u001B[31mb\nc']], { output: pipe })).toBe('ID\na?[31mb?c\n')
})

it('says how many columns have room', () => {
  const columns = [ID, ...['A', 'B', 'C'].map((title) => ({ title }))]
  const rows = [['0123456789', long, long, long]]
  expect(columnsThatFit(columns, rows, terminal(40))).toBe(3)
  expect(columnsThatFit(columns, rows, terminal(5))).toBe(1)
  expect(columnsThatFit(columns, rows, pipe)).toBe(4)
})
