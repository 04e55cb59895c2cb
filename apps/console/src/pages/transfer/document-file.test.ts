import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArraySplitter } from './array-splitter.ts'
import { DocumentFile, type Splitter } from './document-file.ts'
import { LineSplitter } from './line-splitter.ts'
import { MAX_DOCUMENT_CHARACTERS } from './max-document.ts'

/** Pushed in pieces that are cut anywhere. */
function split(splitter: Splitter, text: string, cuts: readonly number[] = []): string[] {
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length]
  const sorted = places.toSorted((one, other) => one - other)
  const texts = sorted.flatMap((end, index) =>
    Array.from(splitter.push(text.slice(sorted[index - 1] ?? 0, end))),
  )
  return [...texts, ...splitter.end()]
}

async function read(...parts: readonly (string | Uint8Array<ArrayBuffer>)[]) {
  const blob = new Blob([...parts])
  const file = new DocumentFile(blob)
  const texts: string[] = []
  for await (const text of file.texts()) texts.push(text)
  return {
    texts,
    problem: file.problem,
    format: file.format,
    isRead: file.bytesGiven === blob.size,
  }
}

describe('an array', () => {
  it('comes apart into its elements, wherever it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.constantFrom(undefined, 2),
        (values, cuts, space) => {
          const splitter = new ArraySplitter()
          const texts = split(splitter, ` ${JSON.stringify(values, null, space)}\n`, cuts)
          expect(texts.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(values)))
          expect(splitter.problem).toBeNull()
        },
      ),
    )
  })

  it.each([
    ['[{"a":1},', ['{"a":1}'], 'The array is not closed: the file ends too early.'],
    ['[1,2', ['1'], 'The array is not closed: the file ends too early.'],
    ['[1,,2]', ['1'], 'Document 2 of the array is missing.'],
    ['[1,]', ['1'], 'Document 2 of the array is missing.'],
    ['[1] {"b":2}', ['1'], 'There is text after the end of the array.'],
  ])('says what is wrong with %s, and keeps what came before', (text, texts, problem) => {
    const splitter = new ArraySplitter()
    expect([split(splitter, text), splitter.problem]).toEqual([texts, problem])
  })

  it('keeps the neighbours of what is no JSON whole', () => {
    expect(split(new ArraySplitter(), '[{"a":1}, {oops}, "]", {"b":[2]}]')).toEqual([
      '{"a":1}',
      ' {oops}',
      ' "]"',
      ' {"b":[2]}',
    ])
  })

  it('may be empty', async () => {
    expect(await read(' [ ] ')).toMatchObject({ texts: [], problem: null, format: 'array' })
  })
})

describe('lines', () => {
  it('are counted as the file has them', () => {
    expect(split(new LineSplitter(), '{"a":1}\r\n\n{"b":2}', [3, 8, 9])).toEqual([
      '{"a":1}\r',
      '',
      '{"b":2}',
    ])
  })

  it('end where one is longer than a document can be', () => {
    const splitter = new LineSplitter()
    const texts = split(splitter, `{}\n${'x'.repeat(MAX_DOCUMENT_CHARACTERS + 1)}`)
    expect([texts, splitter.problem]).toEqual([['{}'], expect.stringMatching(/^Line 2 is longer/)])
  })
})

describe('a file', () => {
  it('may begin with a mark and white space', async () => {
    expect(await read('\u{feff}\n [{"a":"ä"}]')).toEqual({
      texts: ['{"a":"ä"}'],
      problem: null,
      format: 'array',
      isRead: true,
    })
    expect(await read('')).toMatchObject({ texts: [], problem: null })
  })

  it('may be compressed', async () => {
    const bytes = new Uint8Array(gzipSync('{"a":1}\n{"b":2}\n'))
    expect(await read(bytes)).toMatchObject({ texts: ['{"a":1}', '{"b":2}'], isRead: true })
    const cut = await read(bytes.slice(0, -9))
    expect(cut.problem).toMatch(/not whole/)
  })

  it('tells how much of it is behind the texts that were given', async () => {
    const file = new DocumentFile(new Blob(['{"a":1}\n{"b":2}\n{"c":3}\n{"d":4}\n']))
    const seen: number[] = []
    for await (const text of file.texts()) seen.push(file.bytesGiven - text.length)
    expect(seen).toEqual([1, 9, 17, 25])
  })

  it('that is no text ends where that begins', async () => {
    const { problem } = await read('{"a":1}\n', new Uint8Array([0xff, 0xfe]))
    expect(problem).toBe('The file is not UTF-8 text.')
  })
})
