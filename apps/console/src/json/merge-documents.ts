/**
 * What two people made of the same document, put together: whatever only one of them has changed is
 * taken from that one. Where both changed the same field to different values, that is a conflict, and
 * the value of `mine` is taken for the draft. Arrays are changed as a whole: which items of two lists
 * belong together, nobody can know.
 */
import { isExtended } from './extended-json.ts'
import { formatPointer } from './json-pointer.ts'
import { isObject, isSameJson, type JsonObject } from './json-value.ts'

export interface ThreeVersions {
  /** As both found it. */
  readonly base: JsonObject
  readonly theirs: JsonObject
  readonly mine: JsonObject
}

export interface Merged {
  readonly merged: JsonObject
  /** JSON Pointers to what both have changed, and not to the same. */
  readonly conflicts: readonly string[]
}

export function mergeDocuments({ base, theirs, mine }: ThreeVersions): Merged {
  const conflicts: string[] = []
  const merged = mergeObjects({ base, theirs, mine }, [], conflicts)
  return { merged, conflicts }
}

function mergeObjects(
  { base, theirs, mine }: ThreeVersions,
  path: readonly string[],
  conflicts: string[],
): JsonObject {
  // The order of their fields, then what is only in mine.
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
  const entries = names.flatMap((name) => {
    const value = mergeField(
      { base: field(base, name), theirs: field(theirs, name), mine: field(mine, name) },
      [...path, name],
      conflicts,
    )
    return value === ABSENT ? [] : [[name, value] as const]
  })
  // `Object.fromEntries` makes an own field of `__proto__` too.
  return Object.fromEntries(entries)
}

const ABSENT = Symbol('absent')

function field(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : ABSENT
}

function mergeField(
  { base, theirs, mine }: Record<keyof ThreeVersions, unknown>,
  path: readonly string[],
  conflicts: string[],
): unknown {
  if (isSameJson(theirs, mine)) return mine
  if (isSameJson(base, mine)) return theirs
  if (isSameJson(base, theirs)) return mine
  if (isObject(theirs) && isObject(mine) && !isExtended(theirs) && !isExtended(mine)) {
    return mergeObjects({ base: isObject(base) ? base : {}, theirs, mine }, path, conflicts)
  }
  conflicts.push(formatPointer(path))
  // Rather one field too many than a change that is gone.
  return mine === ABSENT ? theirs : mine
}
