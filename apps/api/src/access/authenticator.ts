import type { KeyRecord } from '@cstore/store'
import { ApiError } from '../problems/api-errors.ts'
import type { PolledView } from '../views/polled-view.ts'
import { parseApiKey, sameHash, sha256 } from './api-key.ts'
import { ANONYMOUS, type Principal } from './principal.ts'

const CHALLENGE = { 'www-authenticate': 'Bearer realm="cstore"' }
const BEARER = /^Bearer +([!-~]+) *$/i

const ADMIN: Principal = Object.freeze({ id: 'admin', role: 'admin' })

/** Tells who a request is from by its `Authorization` field (RFC 6750). */
export class Authenticator {
  readonly #keys: PolledView<KeyRecord>
  readonly #adminHash: Buffer | null

  constructor(keys: PolledView<KeyRecord>, adminKey: string | undefined) {
    this.#keys = keys
    this.#adminHash = adminKey === undefined ? null : sha256(adminKey)
  }

  /** @throws ApiError 401 when a key is given that is none. */
  async authenticate(authorization: string | undefined): Promise<Principal> {
    if (authorization === undefined) return ANONYMOUS
    const key = BEARER.exec(authorization)?.[1]
    if (key === undefined) throw invalid('Expected `Authorization: Bearer <key>`.')
    if (this.#adminHash && sameHash(sha256(key), this.#adminHash)) return ADMIN
    const parsed = parseApiKey(key)
    const record = parsed && (await this.#keys.find(parsed.id))
    if (!record || !sameHash(parsed.secretHash, record.secretHash)) {
      throw invalid('The key is not known; it may have been revoked.')
    }
    return principalOf(record)
  }
}

function principalOf({ id, role, collections }: KeyRecord): Principal {
  return collections ? { id, role, collections: new Set(collections) } : { id, role }
}

function invalid(detail: string): ApiError {
  return new ApiError('CSTORE_ACCESS_KEY_INVALID', detail, { headers: CHALLENGE })
}

export function keyMissing(): ApiError {
  return new ApiError(
    'CSTORE_ACCESS_KEY_MISSING',
    'This needs a key: send `Authorization: Bearer <key>`.',
    { headers: CHALLENGE },
  )
}
