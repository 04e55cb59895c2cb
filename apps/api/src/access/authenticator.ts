import type { KeyRecord } from '@cstore/store'
import { ApiError } from '../problems/api-errors.ts'
import type { PolledView } from '../views/polled-view.ts'
import { parseApiKey, sameHash, sha256, type ParsedApiKey } from './api-key.ts'
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

  /**
   * At once for who sends no key or one that is known already, which is nearly everyone.
   * @throws ApiError 401, or rejects with it, when a key is given that is none.
   */
  authenticate(authorization: string | undefined): Principal | Promise<Principal> {
    if (authorization === undefined) return ANONYMOUS
    const key = BEARER.exec(authorization)?.[1]
    if (key === undefined) throw invalid('Expected `Authorization: Bearer <key>`.')
    const parsed = parseApiKey(key)
    if (!parsed) return this.#admin(key)
    const known = this.#keys.peek(parsed.id)
    return known && isOf(known, parsed) ? principalOf(known) : this.#asked(key, parsed)
  }

  async #asked(key: string, parsed: ParsedApiKey): Promise<Principal> {
    const record = await this.#keys.find(parsed.id)
    return record && isOf(record, parsed) ? principalOf(record) : this.#admin(key)
  }

  /** The key of the configuration may look like any other. */
  #admin(key: string): Principal {
    if (this.#adminHash && sameHash(sha256(key), this.#adminHash)) return ADMIN
    throw invalid('The key is not known; it may have been revoked.')
  }
}

function isOf(record: KeyRecord, { secretHash }: ParsedApiKey): boolean {
  return sameHash(secretHash, record.secretHash)
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
