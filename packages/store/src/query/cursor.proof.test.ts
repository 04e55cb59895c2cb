/** Whatever is sent for a cursor: it is the position that was given out, or it is refused. */
import { BSON } from 'mongodb'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bsonValue } from '../bson/bson-arbitraries.ts'
import { CursorInvalidError, SortInvalidError } from '../store-errors.ts'
import { type CursorBinding, decodeCursor, encodeCursor } from './cursor.ts'
import { rangesAfter } from './keyset.ts'
import type { SortKey } from './sort.ts'

const RUNS = 20_000
const MAX_CURSOR_LENGTH = 8192
/** Per key: later values of its type, NaN, and the types after it. */
const MAX_RANGES_PER_KEY = 3

const path = fc.constantFrom('title', 'year', 'a.b', '_id')
const direction = fc.constantFrom<1 | -1>(1, -1)
const keys: fc.Arbitrary<SortKey[]> = fc.uniqueArray(fc.record({ path, direction }), {
  selector: (key) => key.path,
  minLength: 1,
  maxLength: 4,
})
const binding: fc.Arbitrary<CursorBinding> = fc.record({
  secret: fc.constant(Buffer.alloc(32, 1)),
  collection: fc.constantFrom('movies', 'songs'),
  filter: fc.constantFrom<unknown>(undefined, {}, { a: 1 }, { a: '1' }, { a: { $gt: 1 } }),
  keys,
})
/** What a client may send in place of a cursor: nothing of ours, or not quite. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), text: fc.string({ unit: 'binary' }) }),
  fc.record({ kind: fc.constant('bytes' as const), bytes: fc.uint8Array({ maxLength: 9000 }) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('longer' as const), text: fc.base64String({ maxLength: 40 }) }),
  fc.record({
    kind: fc.constant('flip' as const),
    at: fc.nat(),
    bits: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({ kind: fc.constant('twice' as const) }),
)

type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never

function damaged(cursor: string, how: Damage): string {
  const bytes = Buffer.from(cursor, 'base64url')
  switch (how.kind) {
    case 'text':
      return how.text
    case 'bytes':
      return Buffer.from(how.bytes).toString('base64url')
    case 'cut':
      return cursor.slice(0, how.at % cursor.length)
    case 'longer':
      return cursor + how.text
    case 'flip':
      bytes.writeUInt8(bytes.readUInt8(how.at % bytes.length) ^ how.bits, how.at % bytes.length)
      return bytes.toString('base64url')
    case 'twice':
      break
  }
  return cursor + cursor
}

/** The text, or that the values are too long for one. @throws what is a crash. */
function encoded(of: CursorBinding, position: readonly unknown[]): string | null {
  try {
    return encodeCursor(of, position)
  } catch (error) {
    if (error instanceof SortInvalidError) return null
    throw error
  }
}

/** @throws what is a crash. */
function decoded(of: CursorBinding, cursor: string): unknown[] | null {
  try {
    return decodeCursor(of, cursor)
  } catch (error) {
    if (error instanceof CursorInvalidError) return null
    throw error
  }
}

const bytesOf = (position: readonly unknown[]): string =>
  Buffer.from(BSON.serialize({ p: position })).toString('hex')

const positionFor = (of: CursorBinding): fc.Arbitrary<unknown[]> =>
  fc.array(bsonValue, { minLength: of.keys.length, maxLength: of.keys.length })

describe('a cursor', () => {
  it('comes back as it was, and begins a page in few ranges over its own keys', () => {
    const given = binding.chain((of) => fc.tuple(fc.constant(of), positionFor(of)))
    fc.assert(
      fc.property(given, ([of, position]) => {
        const cursor = encoded(of, position)
        if (cursor === null) return
        expect(cursor.length).toBeLessThanOrEqual(MAX_CURSOR_LENGTH)
        const back = decoded(of, cursor) ?? []
        expect(bytesOf(back)).toBe(bytesOf(position))
        const ranges = rangesAfter(of.keys, back)
        expect(ranges.length).toBeLessThanOrEqual(MAX_RANGES_PER_KEY * of.keys.length)
        const fields = new Set(ranges.flatMap(fieldsOf))
        expect([...fields].filter((name) => !of.keys.some((key) => key.path === name))).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })

  it('that was changed or made up is refused, or read as it was given', () => {
    const given = binding.chain((of) => fc.tuple(fc.constant(of), positionFor(of), damage))
    fc.assert(
      fc.property(given, ([of, position, how]) => {
        const cursor = encoded(of, position)
        if (cursor === null) return
        const back = decoded(of, damaged(cursor, how))
        // Base64 has more than one spelling for the same bytes.
        expect([null, bytesOf(position)]).toContain(back && bytesOf(back))
      }),
      { numRuns: RUNS },
    )
  })

  it('is of no use to another query', () => {
    const given = binding.chain((of) => fc.tuple(fc.constant(of), positionFor(of), binding))
    fc.assert(
      fc.property(given, ([of, position, other]) => {
        const cursor = encoded(of, position)
        fc.pre(cursor !== null && !isSame(of, other))
        expect(decoded(other, cursor ?? '')).toBeNull()
      }),
      { numRuns: RUNS },
    )
  })
})

function isSame(one: CursorBinding, other: CursorBinding): boolean {
  return boundTo(one) === boundTo(other)
}

function boundTo({ collection, filter = {}, keys: of }: CursorBinding): string {
  return JSON.stringify([collection, filter, of.map((key) => [key.path, key.direction])])
}

/** The fields that a range asks about. */
function fieldsOf(range: Record<string, unknown>): string[] {
  return Object.entries(range).flatMap(([name, condition]) => {
    if (!name.startsWith('$')) return [name]
    return Array.isArray(condition) ? condition.flatMap((one) => fieldsOf(Object(one))) : [name]
  })
}
