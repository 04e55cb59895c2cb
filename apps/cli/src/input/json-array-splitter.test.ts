import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { JsonArraySplitter } from './json-array-splitter.ts'
import type { Piece } from './piece.ts'

/** The same bytes, cut at any places. */
function cut(text: string, places: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text)
  const sorted = places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b)
  const ends = [...sorted, bytes.length]
  return ends.map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end))
}

function split(chunks: readonly Buffer[], maxBytes?: number): Piece[] {
  const splitter = new JsonArraySplitter(1, maxBytes)
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()]
}

const shown = (pieces: readonly Piece[]): unknown[] =>
  pieces.map((piece) =>
    'text' in piece ? piece.text.toString().trim() : [piece.position.line, piece.problem.code],
  )

const places = fc.array(fc.nat(), { maxLength: 30 })
const BROKEN = 'CSTORE_CLI_ARRAY_BROKEN'

it('gives every element as it stands, wherever the chunks are cut', () => {
  const array = fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 20 })
  fc.assert(
    fc.property(array, fc.constantFrom('', ' ', '\t', '\n'), places, (values, indent, cuts) => {
      const text = JSON.stringify(values, null, indent === '\n' ? '\n ' : indent)
      const pieces = split(cut(text, cuts))
      const parsed = pieces.map((piece): unknown =>
        'text' in piece ? JSON.parse(piece.text.toString()) : piece,
      )
      expect(parsed).toEqual(JSON.parse(text))
      expect(pieces.map(({ position }) => position.element)).toEqual(values.map((_, at) => at + 1))
    }),
  )
})

it('gives the same pieces for any text, however it is cut', () => {
  const unit = fc.constantFrom('[', ']', '{', '}', ',', '"', '\\', '\n', ' ', 'a', '1')
  const text = fc.string({ unit, maxLength: 60 }).map((rest) => `[${rest}`)
  fc.assert(
    fc.property(text, places, (one, cuts) => {
      expect(split(cut(one, cuts))).toEqual(split([Buffer.from(one)]))
    }),
    { numRuns: 1000 },
  )
})

it('knows the line on which an element begins', () => {
  const pieces = split([Buffer.from('[\n{"a":\n1}, 2,\n\n 3]\n')])
  expect(pieces.map(({ position }) => position)).toEqual([
    { line: 2, element: 1 },
    { line: 3, element: 2 },
    { line: 5, element: 3 },
  ])
})

it('keeps the neighbours of an element that is not JSON whole', () => {
  expect(shown(split([Buffer.from('[{"a":1}, {bad}, nul, "]", {"b":2}]')]))).toEqual([
    '{"a":1}',
    '{bad}',
    'nul',
    '"]"',
    '{"b":2}',
  ])
})

it.each([
  ['[1, 2', ['1', '2', [1, BROKEN]]],
  ['[', [[1, BROKEN]]],
  ['[1,\n]', ['1', [2, BROKEN]]],
  ['[1,,2]', ['1', [1, BROKEN], '2']],
  ['[1]\n[2] and more', ['1', [2, BROKEN]]],
  ['[]', []],
  [' \n[ ] \n', []],
])('reads %j', (text, expected) => {
  expect(shown(split([Buffer.from(text)]))).toEqual(expected)
})

it('skips an element above the bound and goes on', () => {
  const text = `[1,"${'x'.repeat(100)}",2]`
  fc.assert(
    fc.property(places, (cuts) => {
      expect(shown(split(cut(text, cuts), 50))).toEqual(['1', [1, 'CSTORE_CLI_TOO_LARGE'], '2'])
    }),
  )
})
