import { Binary, Decimal128, Double, Int32, Long, ObjectId } from 'mongodb'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newIdProblem, parseId, spellId } from './document-id.ts'

const hex = '65f0c0ffee0ddba11ad0beef'

describe('spellId', () => {
  it.each([
    ['movie-42', 'movie-42'],
    [new ObjectId(hex), `~oid:${hex}`],
    [new Int32(42), '~n:42'],
    [new Int32(-1), '~n:-1'],
    [new Double(42), '~n:42'],
    [new Double(1.5), '~n:1.5'],
    [new Double(2 ** 60), '~n:1152921504606846976'],
    [new Double(1e300), '~n:1e+300'],
    [Long.fromBigInt(9_007_199_254_740_993n), '~n:9007199254740993'],
  ])('spells %o as %s, and reads that back', (id, text) => {
    expect(spellId(id)).toBe(text)
    expect(spellId(parseId(text))).toBe(text)
  })

  it.each([
    ['a string that looks spelled', '~oid:x'],
    ['a string with control characters', 'a\nb'],
    ['the empty string', ''],
    ['a string longer than ids may be', 'x'.repeat(257)],
    ['null', null],
    ['a boolean', true],
    ['a date', new Date(5)],
    ['a UUID', new Binary(Buffer.alloc(16, 7), 4)],
    ['a decimal', Decimal128.fromString('5')],
    ['a sub-document', { a: new Int32(1), b: 'x' }],
    ['not a number', new Double(Number.NaN)],
  ])('spells %s as Extended JSON, and reads it back', (_, id) => {
    const text = spellId(id)
    expect(text).toMatch(/^~ejson:[A-Za-z0-9_-]+$/)
    expect(spellId(parseId(text))).toBe(text)
    expect(parseId(text)).not.toBeUndefined()
  })
})

function ejson(json: string): string {
  return `~ejson:${Buffer.from(json).toString('base64url')}`
}

describe('parseId', () => {
  it.each([
    ['~'],
    ['~x:1'],
    ['~oid:65F0C0FFEE0DDBA11AD0BEEF'],
    ['~oid:65f0'],
    ['~n:'],
    ['~n:05'],
    ['~n:5.0'],
    ['~n: 5'],
    ['~n:NaN'],
    ['~n:0x5'],
    ['~n:-0'],
    [ejson('"plain"')],
    [ejson('5')],
    [ejson('{"$numberInt":"5"}')],
    [ejson(`{"$oid":"${hex}"}`)],
    [ejson('{"a": {"$numberInt":"5"}}')],
    [ejson('[1]')],
    [ejson('{')],
    ['a\u0000b'],
    ['..'],
    [''],
  ])('takes %j for no id, so that no document has two spellings', (text) => {
    expect(parseId(text)).toBeUndefined()
  })

  it('reads every valid new id as itself', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 256, unit: 'grapheme' }), (text) => {
        fc.pre(newIdProblem(text) === null)
        expect(parseId(text)).toBe(text)
        expect(spellId(text)).toBe(text)
      }),
    )
  })

  it('gives any text one meaning: what it reads is spelled the same', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `~n:${rest}`),
      fc.double().map((number) => `~n:${number}`),
      fc.string().map((rest) => `~ejson:${rest}`),
      fc.json().map(ejson),
    )
    fc.assert(
      fc.property(text, (spelled) => {
        const id = parseId(spelled)
        fc.pre(id !== undefined)
        expect(spellId(id)).toBe(spelled)
      }),
    )
  })
})

describe('newIdProblem', () => {
  it.each([['.'], ['..'], ['~a'], [''], ['a\u0007'], ['a\u0085'], ['\ud800'], ['x'.repeat(257)]])(
    'refuses %j',
    (id) => {
      expect(newIdProblem(id)).toMatch(/^Expected an id/)
    },
  )

  it.each([['a'], ['a/b'], ['ä ö'], ['…'], ['a~b'], ['x'.repeat(256)], ['😀']])(
    'takes %j',
    (id) => {
      expect(newIdProblem(id)).toBeNull()
    },
  )
})
