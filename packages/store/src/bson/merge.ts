/**
 * A value that a client sent back over the stored one. What reads the same keeps its stored value,
 * so that changing one field does not turn another program's int64 or double 1.0 into an int32.
 */
import { getField, isPlainObject, sameJson, type Fields } from './plain-object.ts'
import { type Faults, nameProblem, parseValue, type Place, placeBelow } from './parse.ts'
import { present } from './present.ts'
import { unwrap } from './wrappers.ts'

/** The BSON value to store for `given` where `stored` is now; adds faults of what is new. */
export function mergeValue(
  stored: unknown,
  given: { readonly value: unknown; readonly place: Place },
  faults: Faults,
): unknown {
  const { value, place } = given
  if (stored === undefined) return parseValue(value, place, faults)
  if (sameJson(present(stored), value)) return stored
  if (isPlainObject(stored) && isPlainObject(value) && unwrap(value) === null)
    return mergeFields(stored, { value, place }, faults)
  if (Array.isArray(stored) && Array.isArray(value))
    return value.map((item, at) =>
      mergeValue(stored[at], { value: item, place: placeBelow(place, at) }, faults),
    )
  return parseValue(value, place, faults)
}

function mergeFields(
  stored: Fields,
  given: { readonly value: Fields; readonly place: Place },
  faults: Faults,
): Fields {
  const merged: Fields = {}
  for (const [name, value] of Object.entries(given.value)) {
    if (value === undefined) continue
    const place = placeBelow(given.place, name)
    const problem = nameProblem(name)
    if (problem !== null) faults.add(place.pointer, problem)
    else merged[name] = mergeValue(getField(stored, name), { value, place }, faults)
  }
  return merged
}
