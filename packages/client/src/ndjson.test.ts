import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { having, parseJson } from './answers.ts'
import { textLines } from './ndjson.ts'

interface Row {
  readonly id: string
}

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length]
  const sorted = places.toSorted((one, other) => one - other)
  for (const [index, end] of sorted.entries()) yield bytes.subarray(sorted[index - 1] ?? 0, end)
}

async function rows(text: string, cuts: readonly number[] = []): Promise<Row[]> {
  const all: Row[] = []
  const bytes = new TextEncoder().encode(text)
  const isExpected = having<Row>('id')
  for await (const line of textLines(pieces(bytes, cuts))) {
    all.push(parseJson(line, { status: 200, isExpected }))
  }
  return all
}

it('gives every line, wherever the pieces are cut', async () => {
  const row = fc.record({
    id: fc.string({ unit: 'grapheme' }),
    text: fc.string({ unit: 'binary' }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 8 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      async (all, cuts) => {
        const text = all.map((one) => `${JSON.stringify(one)}\n`).join('')
        expect(await rows(text, cuts)).toEqual(JSON.parse(JSON.stringify(all)))
      },
    ),
    { numRuns: 50 },
  )
})

it('passes empty lines over', async () => {
  expect(await rows('\n{"id":"a"}\r\n\r\n \n{"id":"b"}\n')).toEqual([{ id: 'a' }, { id: 'b' }])
})

it.each(['{"id":"a"}', '{"id":"a"}\n{"id":', '{"id":"a"}\n7\n', 'no\n', '{"id":"a"}\n\u00e4'])(
  'takes nothing that is cut off or no document for one: %j',
  async (text) => {
    await expect(rows(text)).rejects.toMatchObject({ code: 'CSTORE_CLIENT_ANSWER' })
  },
)

it('takes no half of a character for an end', async () => {
  const bytes = new Uint8Array([...new TextEncoder().encode('{"id":"a"}\n'), 0xc3])
  const found = textLines(pieces(bytes, []))
  expect(await found.next()).toMatchObject({ value: '{"id":"a"}' })
  await expect(found.next()).rejects.toMatchObject({ code: 'CSTORE_CLIENT_ANSWER' })
})
