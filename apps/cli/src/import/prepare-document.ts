/**
 * Makes one line to send from the text of one document. The text travels as it is (an id that is
 * missing is put in front), so that nothing is lost by parsing and printing it again.
 *
 * Documents without an id get one here and not by the server: a request that is sent again after
 * its answer was lost would otherwise create them twice.
 */
import { isUtf8 } from 'node:buffer'
import { CARRIAGE_RETURN, NEWLINE, OPEN_OBJECT, SPACE } from '../input/json-bytes.ts'
import { isJsonObject } from '../json-object.ts'
import type { Problem } from '../input/piece.ts'

export interface PrepareOptions {
  /** Field that the id is taken from. */
  readonly idField?: string
  readonly newId: () => string
}

interface PreparedDocument {
  /** JSON without line breaks. */
  readonly line: Buffer
  /** Null if the document's own is not a string: the server says what is wrong with it. */
  readonly id: string | null
  /** Nobody but this run can know the id. */
  readonly idIsNew: boolean
}

export type Prepared = PreparedDocument | { readonly problem: Problem }

export function prepareDocument(text: Buffer, options: PrepareOptions): Prepared {
  const fields = parseObject(text)
  if ('problem' in fields) return fields
  const given = fields.value['id']
  if (options.idField !== undefined) return withIdFrom(options.idField, fields.value, text)
  if (given === undefined) {
    const id = options.newId()
    const isEmpty = Object.keys(fields.value).length === 0
    return { line: withIdInFront(text, id, isEmpty), id, idIsNew: true }
  }
  return { line: oneLine(text), id: typeof given === 'string' ? given : null, idIsNew: false }
}

function parseObject(text: Buffer): { value: Record<string, unknown> } | { problem: Problem } {
  if (!isUtf8(text)) return problem('CSTORE_CLI_NOT_JSON', 'Not valid JSON: not UTF-8.')
  try {
    const value: unknown = JSON.parse(text.toString('utf8'))
    if (isJsonObject(value)) return { value }
  } catch (error) {
    return problem('CSTORE_CLI_NOT_JSON', `Not valid JSON${place(error)}.`)
  }
  return problem('CSTORE_CLI_NOT_OBJECT', 'Expected a JSON object.')
}

/** Only the position: the parser's message shows a part of the document. */
function place(error: unknown): string {
  const position =
    error instanceof Error ? /at position (\d+)/u.exec(error.message)?.[1] : undefined
  return position === undefined ? '' : ` (at character ${Number(position) + 1})`
}

function withIdFrom(field: string, fields: Record<string, unknown>, text: Buffer): Prepared {
  const value = Object.hasOwn(fields, field) ? fields[field] : undefined
  const isNumber = Number.isSafeInteger(value)
  if (typeof value !== 'string' && !isNumber) {
    const detail = 'Expected the field of --id-field to be a string or a whole number.'
    return problem('CSTORE_CLI_ID_FIELD', detail)
  }
  const id = String(value)
  // An id of its own would stand twice in the line.
  const line = Object.hasOwn(fields, 'id')
    ? Buffer.from(JSON.stringify({ ...fields, id }))
    : withIdInFront(text, id, false)
  return { line, id, idIsNew: false }
}

function withIdInFront(text: Buffer, id: string, isEmpty: boolean): Buffer {
  const behind = text.subarray(text.indexOf(OPEN_OBJECT) + 1)
  const front = `{"id":${JSON.stringify(id)}${isEmpty ? '' : ','}`
  return Buffer.concat([Buffer.from(front), oneLine(behind)])
}

/** A line break in JSON is white space: inside a string it would be escaped. */
function oneLine(text: Buffer): Buffer {
  if (!text.includes(NEWLINE) && !text.includes(CARRIAGE_RETURN)) return text
  const line = Buffer.from(text)
  for (const [at, byte] of text.entries()) {
    if (byte === NEWLINE || byte === CARRIAGE_RETURN) line[at] = SPACE
  }
  return line
}

function problem(code: string, detail: string): { problem: Problem } {
  return { problem: { code, detail } }
}
