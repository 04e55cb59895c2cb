/** Checks what a client sent as a document and makes of it what is stored. */
import { RESERVED_FIELD } from '@cstore/contracts'
import { BSON } from 'mongodb'
import { mergeValue } from '../bson/merge.ts'
import { Faults, nameProblem, parseValue, placeBelow, ROOT } from '../bson/parse.ts'
import { below, getField, sameJson, setField, type Fields } from '../bson/plain-object.ts'
import { newIdProblem } from '../document-id.ts'
import { DocumentInvalidError, DocumentTooLargeError } from '../store-errors.ts'
import { visibleFields } from './stored-document.ts'

const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024

/** A change of single fields; values are BSON. */
export interface FieldChanges {
  readonly set: Fields
  readonly unset: readonly string[]
}

/** @throws DocumentInvalidError when no new document can have this id. */
export function checkNewId(id: string): void {
  const problem = newIdProblem(id)
  if (problem !== null) throw new DocumentInvalidError([{ pointer: '/id', detail: problem }])
}

/** The id that the fields name; undefined when they name none. */
export function idIn(fields: Fields): string | undefined {
  const id = getField(fields, 'id')
  if (id === undefined || typeof id === 'string') return id
  throw new DocumentInvalidError([{ pointer: '/id', detail: 'Expected a string' }])
}

/**
 * BSON values of all own fields of a new version.
 * @param stored the document as read, whose values stay where they read the same; null when new
 * @throws DocumentInvalidError naming everything that cannot be stored
 */
export function fieldsToStore(
  fields: Fields,
  context: { readonly id: string; readonly stored: Fields | null },
): Fields {
  const faults = new Faults()
  const result: Fields = {}
  for (const name of namesToStore(fields, context.id, faults)) {
    const value = fields[name]
    const place = placeBelow(ROOT, name)
    const before = context.stored === null ? undefined : getField(context.stored, name)
    result[name] =
      before === undefined
        ? parseValue(value, place, faults)
        : mergeValue(before, { value, place }, faults)
  }
  throwFaults(faults)
  // Hidden from clients (see visibleFields), so a client cannot have meant to remove it.
  const hidden = context.stored === null ? undefined : getField(context.stored, 'id')
  if (hidden !== undefined) result['id'] = hidden
  return result
}

/**
 * The fields in which a changed document differs from the stored one.
 * @throws DocumentInvalidError naming everything that cannot be stored
 */
export function fieldChanges(
  stored: Fields,
  changed: { readonly fields: Fields; readonly id: string },
): FieldChanges {
  const faults = new Faults()
  const before = visibleFields(stored)
  const after = new Map<string, unknown>()
  const set: Fields = {}
  for (const [name, value] of Object.entries(changed.fields))
    if (Object.hasOwn(before, name) && sameJson(before[name], value)) after.set(name, value)
  const candidates: Fields = {}
  for (const [name, value] of Object.entries(changed.fields))
    if (!after.has(name)) setField(candidates, name, value)
  for (const name of namesToStore(candidates, changed.id, faults)) {
    const value = candidates[name]
    after.set(name, value)
    set[name] = mergeValue(getField(stored, name), { value, place: placeBelow(ROOT, name) }, faults)
  }
  const unset = Object.keys(before).filter((name) => !after.has(name))
  for (const name of unset) {
    const problem = nameProblem(name)
    if (problem !== null) faults.add(below('', name), `Cannot be removed: ${problem}`)
  }
  throwFaults(faults)
  return { set, unset }
}

/** @throws DocumentTooLargeError */
export function checkSize(raw: Fields): void {
  if (isTooLarge(raw)) throw new DocumentTooLargeError()
}

export function isTooLarge(raw: Fields): boolean {
  return BSON.calculateObjectSize(raw) > MAX_DOCUMENT_BYTES
}

/** Of fields other than the id, where they can be stored at top level. */
function namesToStore(fields: Fields, id: string, faults: Faults): string[] {
  return Object.keys(fields).filter((name) => {
    const value = fields[name]
    if (value === undefined) return false
    const problem = topLevelProblem(name)
    if (problem !== null) faults.add(below('', name), problem)
    else if (name === 'id' && value !== id)
      faults.add('/id', 'Expected the id of the document, which never changes')
    return problem === null && name !== 'id'
  })
}

function topLevelProblem(name: string): string | null {
  return name === '_id' || name === RESERVED_FIELD
    ? `\`${name}\` is reserved; leave it out`
    : nameProblem(name)
}

function throwFaults(faults: Faults): void {
  if (faults.found.length > 0) throw new DocumentInvalidError(faults.found)
}
