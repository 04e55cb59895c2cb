/**
 * What a dotted path means in a document. Arrays on the way are entered: `a.b` in
 * `{ a: [{ b: 1 }, { b: 2 }] }` is 1 and 2, and a number in the path is also a position.
 */
import type { BsonDocument, BsonValue } from '../bson/value.ts'

const INDEX = /^(0|[1-9]\d*)$/

export function isIndex(part: string): boolean {
  return INDEX.test(part)
}

/**
 * Calls `visit` with every value at the path, undefined where it is missing. Stops, with true,
 * as soon as `visit` does. The value at the end is handed over as it is, arrays whole.
 */
export function someValue(
  document: BsonDocument,
  path: readonly string[],
  visit: (value: BsonValue) => boolean,
): boolean {
  const first = path[0]
  if (path.length === 1 && first !== undefined) return visit(document.get(first))
  return descend(document, path, { index: 0, visit })
}

interface Walk {
  readonly index: number
  readonly visit: (value: BsonValue) => boolean
  /** A number that is a position is nothing else. */
  readonly positionOnly?: boolean
}

function descend(value: BsonValue, path: readonly string[], walk: Walk): boolean {
  const part = path[walk.index]
  if (part === undefined) return walk.visit(value)
  const next = { ...walk, index: walk.index + 1 }
  if (value instanceof Map) return descend(value.get(part), path, next)
  if (!Array.isArray(value)) return walk.visit(undefined)
  if (isIndex(part) && Number(part) < value.length) {
    if (descend(value[Number(part)], path, next)) return true
    if (walk.positionOnly === true) return false
  }
  return value.some((item) => item instanceof Map && descend(item, path, walk))
}

/**
 * The values that sorting sees at a path: arrays by their items, an empty array as undefined, a
 * missing field as null.
 */
export function leafValues(document: BsonDocument, path: readonly string[]): BsonValue[] {
  const found: BsonValue[] = []
  const visit = (value: BsonValue): boolean => {
    if (!Array.isArray(value)) found.push(value ?? null)
    else if (value.length === 0) found.push(undefined)
    else found.push(...value)
    return false
  }
  descend(document, path, { index: 0, visit, positionOnly: true })
  return found.length === 0 ? [null] : found
}

/** The value at a path without entering arrays, as updates see it. */
export function valueAt(document: BsonDocument, path: readonly string[]): BsonValue {
  let value: BsonValue = document
  for (const part of path) {
    if (value instanceof Map) value = value.get(part)
    else if (Array.isArray(value) && isIndex(part)) value = value[Number(part)]
    else return undefined
  }
  return value
}
