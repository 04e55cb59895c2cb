/**
 * A document as MongoDB holds it and as it travels. Its own fields stand at top level, CStore's
 * bookkeeping in `_cstore: { v, createdAt, updatedAt }`. Without that, or with something else
 * there, it is a foreign document: version 0.
 */
import { createHash } from 'node:crypto'
import { RESERVED_FIELD } from '@cstore/contracts'
import { Double, Int32 } from 'mongodb'
import { getField, isLong, isPlainObject, setField, type Fields } from '../bson/plain-object.ts'
import { presentFields, type Types } from '../bson/present.ts'
import { spellId, type StoredId } from '../document-id.ts'

export interface StoredDocument {
  readonly id: string
  /** Number of writes by CStore; 0 for a document that another program wrote. */
  readonly version: number
  /** Milliseconds since 1970; 0 when unknown. */
  readonly createdAtMs: number
  /** Milliseconds since 1970; 0 when unknown. */
  readonly updatedAtMs: number
  /** A quoted strong entity tag (RFC 9110, 8.8.3) of the whole document. */
  readonly etag: string
  /** UTF-8 JSON: the id, then the document's own fields. */
  readonly body: Buffer
}

/** A document as the driver reads it with its types kept. */
export interface Row extends Fields {
  _id: StoredId
}

export interface Bookkeeping {
  readonly version: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

const ETAG_DIGEST_LENGTH = 16
/** What a document holds beside its own fields. */
const NOT_OWN = new Set(['_id', RESERVED_FIELD])

/** CStore's bookkeeping of a document as read; null for a foreign one. */
export function bookkeepingOf(raw: Fields): Bookkeeping | null {
  const kept = getField(raw, RESERVED_FIELD)
  if (!isPlainObject(kept)) return null
  const version = numberOf(kept['v'])
  const { createdAt, updatedAt } = kept
  if (version === null || !(createdAt instanceof Date) || !(updatedAt instanceof Date)) return null
  return version >= 1 && Number.isSafeInteger(version) ? { version, createdAt, updatedAt } : null
}

/** The value of the reserved field. */
export function bookkeepingField(bookkeeping: Bookkeeping): Fields {
  const { version, createdAt, updatedAt } = bookkeeping
  return { v: version, createdAt, updatedAt }
}

/** BSON values of the document's own fields, in stored order. */
function ownFields(raw: Fields): Fields {
  const own: Fields = {}
  for (const [name, value] of Object.entries(raw))
    if (!NOT_OWN.has(name)) setField(own, name, value)
  return own
}

/**
 * The document's own fields as they travel. A field named `id` that another program wrote beside
 * `_id` is not shown: in answers `id` is the spelling of `_id`.
 */
export function visibleFields(raw: Fields, types: Types = 'relaxed'): Fields {
  const { id: _hidden, ...visible } = presentFields(ownFields(raw), types)
  return visible
}

/** @param raw as the driver reads it with types kept (rows.ts). */
export function toStoredDocument(raw: Fields, types: Types = 'relaxed'): StoredDocument {
  const id = spellId(raw['_id'])
  const kept = bookkeepingOf(raw)
  const version = kept?.version ?? 0
  const body = documentBody(id, visibleFields(raw, types))
  return {
    id,
    version,
    createdAtMs: kept?.createdAt.getTime() ?? 0,
    updatedAtMs: kept?.updatedAt.getTime() ?? 0,
    etag: etagOf(version, body),
    body,
  }
}

/** The JSON text of a document. By hand, as names like `1` would come before the id in an object. */
export function documentBody(id: string, visible: Fields): Buffer {
  const rest = JSON.stringify(visible).slice(1)
  return Buffer.from(`{"id":${JSON.stringify(id)}${rest === '}' ? rest : `,${rest}`}`)
}

function etagOf(version: number, body: Buffer): string {
  const digest = createHash('sha256').update(body).digest('base64url')
  return `"${version}-${digest.slice(0, ETAG_DIGEST_LENGTH)}"`
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (value instanceof Int32 || value instanceof Double) return value.value
  return isLong(value) ? value.toNumber() : null
}
