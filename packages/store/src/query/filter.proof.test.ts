/** Whatever is sent for a filter: it is refused and told why, or MongoDB gets what is allowed. */
import { BSON } from 'mongodb'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainObject } from '../bson/plain-object.ts'
import { FilterInvalidError } from '../store-errors.ts'
import { hostileFilter } from './filter-arbitraries.ts'
import { parseFilter } from './filter.ts'

const RUNS = 60_000

const ALLOWED = /^\$(?:and|or|nor|eq|ne|gt|gte|lt|lte|in|nin|all|exists|size|regex|not|elemMatch)$/
const HOLDS_CONDITIONS = new Set(['$and', '$or', '$nor', '$not', '$elemMatch'])
/** The client's `id` is `_id` there; nobody names a part of it. */
const RESERVED = /^(?:_cstore(?:\..*)?|_id\..*|id|.*\.\$.*)$/s
const PROTOTYPE = new Set(['__proto__', 'constructor', 'prototype'])
/** Of one fault: both are bounded, however long the names in a filter are. */
const MAX_POINTER = 1024
const MAX_DETAIL = 512
const MAX_FAULTS = 20

/** Where a name stands: beside a document's fields, an item's, or in a value to compare with. */
type FilterPlace = 'document' | 'item' | 'value'

interface Outcome {
  readonly filter?: Record<string, unknown>
  readonly refusal?: FilterInvalidError
}

/** @throws what is no refusal: a crash. */
function outcomeOf(sent: Record<string, unknown>): Outcome {
  const before = JSON.stringify(sent)
  try {
    const filter = parseFilter(sent)
    // What was sent is signed over, so it stays as it is.
    expect(JSON.stringify(sent)).toBe(before)
    return { filter }
  } catch (error) {
    if (error instanceof FilterInvalidError) return { refusal: error }
    throw error
  }
}

describe('a filter of any shape', () => {
  it('is refused, or becomes one that holds nothing forbidden', () => {
    let accepted = 0
    fc.assert(
      fc.property(hostileFilter, (sent) => {
        const { filter, refusal } = outcomeOf(sent)
        if (filter) accepted += 1
        expect(filter ? wrongWith(filter, sent) : faultsOf(refusal)).toEqual([])
      }),
      { numRuns: RUNS },
    )
    // Else the test would say little.
    expect(accepted).toBeGreaterThan(RUNS / 20)
  })

  it('leaves objects as they are that have nothing to do with it', () => {
    const names = ['polluted', 'a', '$where']
    expect(names.filter((name) => name in {})).toEqual([])
  })

  it.each([
    ['deep logic', `${'{"$or":['.repeat(400)}{}${']}'.repeat(400)}`],
    ['deep negation', `{"a":${'{"$not":'.repeat(900)}1${'}'.repeat(900)}}`],
    ['deep values', `{"a":${'{"b":'.repeat(900)}1${'}'.repeat(900)}}`],
    ['many fields', wide((at) => `"f${at}":1`, 80_000)],
    ['many operators', `{"a":${wide((at) => `"$x${at}":1`, 80_000)}}`],
    ['many values', `{"a":{"$in":[${'1,'.repeat(400_000)}1]}}`],
    ['many branches', `{"$or":[${'{},'.repeat(200_000)}{}]}`],
    ['branches of branches', branches(4)],
    ['a long name', `{"${'x'.repeat(1_000_000)}":1}`],
    ['a long operator', `{"$${'x'.repeat(1_000_000)}":1}`],
    [
      'faults below a long name',
      `{"a":{"${'x'.repeat(900_000)}":${wide((at) => `"$x${at}":1`, 100)}}}`,
    ],
    ['a long pattern', `{"a":{"$regex":"^${'(a'.repeat(400_000)}"}}`],
    ['a long text', `{"a":"${'x'.repeat(1_000_000)}"}`],
    ['a long id', `{"id":"~ejson:${'A'.repeat(1_000_000)}"}`],
  ])('of the largest size is refused soon and in few words: %s', (_, text) => {
    const sent: Record<string, unknown> = JSON.parse(text)
    const before = process.threadCpuUsage()
    const { refusal } = outcomeOf(sent)
    // Of this thread, so that nothing else on the machine counts.
    expect(process.threadCpuUsage(before).user).toBeLessThan(2_000_000)
    expect(faultsOf(refusal)).toEqual([])
  })
})

/** What MongoDB should not get. */
function wrongWith(filter: Record<string, unknown>, sent: Record<string, unknown>): string[] {
  const before = measure(sent)
  const made = measure(filter)
  // Every value gets at most an operator of its own around it; then the driver takes it.
  const isLarger = made.depth > 2 * before.depth + 2 || made.nodes > 3 * before.nodes
  const bytes = BSON.serialize(filter).length
  const isLong = bytes > 20 * JSON.stringify(sent).length + 1000
  return [...forbiddenIn(filter), ...(isLarger ? ['larger'] : []), ...(isLong ? ['longer'] : [])]
}

/** What is wrong with a refusal. */
function faultsOf(refusal: FilterInvalidError | undefined): string[] {
  const errors = refusal?.errors ?? []
  const long = errors.filter(
    ({ pointer, detail }) => pointer.length > MAX_POINTER || detail.length > MAX_DETAIL,
  )
  const untold = errors.filter(
    ({ pointer, detail }) => detail === '' || !/^(?:\/(?:[^~/]|~[01])*)*$/s.test(pointer),
  )
  const count = errors.length >= 1 && errors.length <= MAX_FAULTS ? [] : [`${errors.length} faults`]
  return [...long, ...untold].map(({ pointer }) => pointer.slice(0, 100)).concat(count)
}

/** Names at which MongoDB would do what a client may not. Told apart by where they stand. */
function forbiddenIn(value: unknown, place: FilterPlace = 'document'): string[] {
  if (value === undefined) return ['undefined']
  if (Array.isArray(value)) return value.flatMap((one) => forbiddenIn(one, place))
  if (!isPlainObject(value)) return []
  if (Object.getPrototypeOf(value) !== Object.prototype) return ['a prototype']
  return Object.entries(value).flatMap(([name, one]) =>
    forbiddenIn(one, placeBelow(name, place)).concat(isForbidden(name, place) ? [name] : []),
  )
}

function placeBelow(name: string, place: FilterPlace): FilterPlace {
  if (name === '$elemMatch') return 'item'
  return name.startsWith('$') && !HOLDS_CONDITIONS.has(name) ? 'value' : place
}

function isForbidden(name: string, place: FilterPlace): boolean {
  if (name.startsWith('$')) return place === 'value' || !ALLOWED.test(name)
  if (place === 'value') return name === '__proto__' || name === '_bsontype' || name.includes('\0')
  const isReserved = RESERVED.test(name) && !(place === 'item' && name === 'id')
  return isReserved || name.split('.').some((part) => PROTOTYPE.has(part) || part === '')
}

function measure(value: unknown): { depth: number; nodes: number } {
  if (!isPlainObject(value) && !Array.isArray(value)) return { depth: 0, nodes: 1 }
  const inner = Object.values(value).map(measure)
  return {
    depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
    nodes: 1 + inner.reduce((sum, { nodes }) => sum + nodes, 0),
  }
}

function wide(entry: (at: number) => string, count: number): string {
  return `{${Array.from({ length: count }, (_, at) => entry(at)).join()}}`
}

function branches(levels: number): string {
  if (levels === 0) return '{"a":1}'
  return `{"$or":[${Array.from({ length: 20 }, () => branches(levels - 1)).join()}]}`
}
