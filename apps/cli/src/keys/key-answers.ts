import type { ApiKeyInfo } from '@cstore/contracts'
import { isJsonObject } from '../json-object.ts'

/** Null: no CStore answers so. */
function asKey(value: unknown): ApiKeyInfo | null {
  if (!isJsonObject(value)) return null
  const { id, name, role, createdAt, expiresAt, collections } = value
  if (typeof id !== 'string' || typeof name !== 'string' || typeof createdAt !== 'string') {
    return null
  }
  if (role !== 'reader' && role !== 'writer' && role !== 'admin') return null
  return {
    id,
    name,
    role,
    createdAt,
    ...(typeof expiresAt === 'string' ? { expiresAt } : {}),
    ...(Array.isArray(collections) ? { collections: collections.map(String) } : {}),
  }
}

/** Null: no CStore answers so. */
export function asKeyList(value: unknown): ApiKeyInfo[] | null {
  if (!isJsonObject(value) || !Array.isArray(value['keys'])) return null
  const keys = value['keys'].map(asKey)
  const known = keys.filter((key) => key !== null)
  return known.length === keys.length ? known : null
}

/** A key with the secret that is shown once. */
export interface ShownKey {
  readonly info: ApiKeyInfo
  readonly secret: string
}

/** Null: no CStore answers so. */
export function asShownKey(value: unknown): ShownKey | null {
  const info = asKey(value)
  const secret = isJsonObject(value) ? value['key'] : null
  return info && typeof secret === 'string' ? { info, secret } : null
}
