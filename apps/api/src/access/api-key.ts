/**
 * API keys: `cst_<id>_<secret>`. The secret has 192 random bits, so its SHA-256 needs neither
 * salt nor stretching; only that hash is stored, and compared in constant time.
 */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

const ID_BYTES = 6
const SECRET_BYTES = 24
const KEY = /^cst_([A-Za-z0-9-]{12})_([A-Za-z0-9_-]{32})$/

export interface NewSecret {
  /** What the client sends; shown once. */
  readonly key: string
  readonly secretHash: Buffer
}

/** Ids are hexadecimal: without `_`, which separates the parts, and never like an option. */
export function makeApiKey(): NewSecret & { readonly id: string } {
  const id = randomBytes(ID_BYTES).toString('hex')
  return { id, ...makeSecret(id) }
}

/** Another secret for a key. */
export function makeSecret(id: string): NewSecret {
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  return { key: `cst_${id}_${secret}`, secretHash: sha256(secret) }
}

export interface ParsedApiKey {
  readonly id: string
  readonly secretHash: Buffer
}

/** Null: this cannot be a key made by `makeApiKey`. */
export function parseApiKey(text: string): ParsedApiKey | null {
  const [, id, secret] = KEY.exec(text) ?? []
  return id === undefined || secret === undefined ? null : { id, secretHash: sha256(secret) }
}

export function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}

/** Constant time, for hashes. */
export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
