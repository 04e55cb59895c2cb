import { documentBody } from '../documents/stored-document.ts'
import { isPlainObject, setField, type Fields } from '../bson/plain-object.ts'

/**
 * The named fields of a document as it travels. A path like `a.b` keeps that part of `a`, in every
 * item where `a` is an array, as MongoDB's projections do.
 */
export function projectFields(fields: Fields, paths: readonly string[]): Fields {
  const heads = new Map<string, string[] | null>()
  for (const path of paths) {
    const dot = path.indexOf('.')
    const head = dot === -1 ? path : path.slice(0, dot)
    const rests = heads.get(head)
    if (dot === -1 || rests === null) heads.set(head, null)
    else heads.set(head, [...(rests ?? []), path.slice(dot + 1)])
  }
  const projected: Fields = {}
  for (const [name, value] of Object.entries(fields)) {
    const rests = heads.get(name)
    if (rests === undefined) continue
    const kept = rests === null ? value : projectValue(value, rests)
    if (kept !== undefined) setField(projected, name, kept)
  }
  return projected
}

function projectValue(value: unknown, paths: readonly string[]): unknown {
  if (Array.isArray(value))
    return value.map((item) => projectValue(item, paths)).filter((item) => item !== undefined)
  return isPlainObject(value) ? projectFields(value, paths) : undefined
}

/** The named fields of a document's JSON text; the id always comes. */
export function projectBody(body: Buffer, paths: readonly string[]): Buffer {
  const document: unknown = JSON.parse(body.toString())
  if (!isPlainObject(document) || typeof document['id'] !== 'string') return body
  const { id, ...fields } = document
  return documentBody(id, projectFields(fields, paths))
}
