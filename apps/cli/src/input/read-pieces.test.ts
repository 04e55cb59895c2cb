import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineSplitter } from './line-splitter.ts'
import type { Piece } from './piece.ts'
import { readPieces } from './read-pieces.ts'

async function read(...chunks: (string | Buffer)[]): Promise<[number, string][]> {
  async function* source(): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield Buffer.from(chunk)
  }
  const pieces: Piece[] = []
  for await (const some of readPieces(source())) pieces.push(...some)
  return pieces.map((piece) => [
    piece.position.line,
    'text' in piece ? piece.text.toString().trim() : piece.problem.code,
  ])
}

describe('the format of the input', () => {
  it('is an array if it begins with a bracket, lines otherwise', async () => {
    expect(await read('\n\n [{"a":1},', '{"b":2}]')).toEqual([
      [3, '{"a":1}'],
      [3, '{"b":2}'],
    ])
    expect(await read('\n {"a":1}\r\n', '\n{"b"', ':2}')).toEqual([
      [2, '{"a":1}'],
      [4, '{"b":2}'],
    ])
  })

  it('may have a byte order mark, whole or cut', async () => {
    const mark = Buffer.from([0xef, 0xbb, 0xbf])
    expect(await read(mark, '[1]')).toEqual([[1, '1']])
    expect(await read(mark.subarray(0, 1), mark.subarray(1), '{}\n')).toEqual([[1, '{}']])
  })

  it('is empty if there is nothing but white space', async () => {
    expect(await read()).toEqual([])
    expect(await read('\n', ' ', '\n')).toEqual([])
    expect(await read('1')).toEqual([[1, '1']])
  })

  it('is refused if it is compressed under another name', async () => {
    await expect(read(Buffer.from([0x1f, 0x8b, 8, 0]))).rejects.toThrow('compressed by gzip')
  })
})

describe('lines', () => {
  it('are the same wherever the chunks are cut', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', '"', ' ', '\r', 'é'), maxLength: 10 })
    const input = fc.tuple(fc.array(line, { maxLength: 20 }), fc.nat({ max: 200 }))
    await fc.assert(
      fc.asyncProperty(input, async ([texts, size]) => {
        const bytes = Buffer.from(`{\n${texts.join('\n')}`)
        const chunks: Buffer[] = []
        for (let at = 0; at < bytes.length; at += size + 1) {
          chunks.push(bytes.subarray(at, at + size + 1))
        }
        const expected = ['{', ...texts]
          .map((text, at) => [at + 1, text.trim()])
          .filter(([, text]) => text !== '')
        expect(await read(...chunks)).toEqual(expected)
      }),
    )
  })

  it('above the bound are skipped', () => {
    const splitter = new LineSplitter(1, 5)
    const pieces = ['abc\nabcd', 'efgh', 'ij\nab', 'c'].flatMap((text) =>
      splitter.push(Buffer.from(text)),
    )
    expect([...pieces, ...splitter.end()].map((piece) => 'problem' in piece)).toEqual([
      false,
      true,
      false,
    ])
  })
})
