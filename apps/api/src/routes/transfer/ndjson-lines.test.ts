import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ndjsonLines, type Line } from './ndjson-lines.ts'

async function lines(chunks: readonly Buffer[], maxBytes = 1000): Promise<Line[]> {
  const result: Line[] = []
  const source = (async function* () {
    yield* chunks
  })()
  for await (const some of ndjsonLines(source, maxBytes)) result.push(...some)
  return result
}

describe('ndjsonLines', () => {
  it('gives lines with their numbers and skips blank ones', async () => {
    const found = await lines([Buffer.from('a\n\n \r\nb')])
    expect(found.map(({ number, bytes }) => [number, bytes?.toString()])).toEqual([
      [1, 'a'],
      [4, 'b'],
    ])
  })

  it('reports a line that is too long and goes on behind it', async () => {
    const found = await lines([Buffer.from('aaa'), Buffer.from('aaa\nok\n')], 5)
    expect(found.map(({ number, bytes }) => [number, bytes?.toString()])).toEqual([
      [1, undefined],
      [2, 'ok'],
    ])
  })

  it('does not care where the chunks are cut', async () => {
    const text = 'one\ntwo zwei dös\n\nthree\n'
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(text.length)), async (cuts) => {
        const bytes = Buffer.from(text)
        const edges = [0, ...cuts.toSorted((one, other) => one - other), bytes.length]
        const chunks = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end))
        const found = await lines(chunks)
        expect(found.map((line) => line.bytes?.toString())).toEqual([
          'one',
          'two zwei dös',
          'three',
        ])
      }),
    )
  })
})
