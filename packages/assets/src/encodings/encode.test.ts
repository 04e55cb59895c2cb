import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDecoder, encode } from './encode.ts'
import { ENCODINGS, type EncodingName, isWorthEncoding } from './encodings.ts'

const NAMES = ENCODINGS.map(({ name }) => name)

async function decode(bytes: Uint8Array, encoding: EncodingName): Promise<Buffer> {
  const decoder = createDecoder(encoding)
  const [decoded] = await Promise.all([buffer(decoder), pipeline(Readable.from([bytes]), decoder)])
  return decoded
}

describe.each(NAMES)('%s', (encoding) => {
  it('brings back every byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 50 }), async (part) => {
        const bytes = Buffer.concat(Array.from({ length: 200 }, () => part))
        const encoded = encode(bytes, encoding) ?? new Uint8Array()
        expect(await decode(encoded, encoding)).toEqual(bytes)
      }),
      { numRuns: 30 },
    )
  })

  it('is not kept where nothing shrinks', () => {
    expect(encode(randomBytes(5000), encoding)).toBeNull()
  })

  it('is the same every time', () => {
    const bytes = Buffer.from('let a = 1\n'.repeat(500))
    expect(encode(bytes, encoding)).toEqual(encode(bytes, encoding))
  })
})

describe('isWorthEncoding', () => {
  it.each([
    ['app.js', 10_000, true],
    ['app.js', 100, false],
    ['app.js', 33 * 2 ** 20, false],
    ['photo.JPG', 10_000, false],
    ['font.woff2', 10_000, false],
    ['LICENSE', 10_000, true],
  ])('knows what shrinks: %s of %d bytes', (name, size, worth) => {
    expect(isWorthEncoding({ name, size })).toBe(worth)
  })
})
