import type { KeyRecord } from '@cstore/store'
import { ApiError } from '../problems/api-errors.ts'
import type { PolledView } from '../views/polled-view.ts'
import { parseApiKey, sameHash, sha256, type ParsedApiKey } from './api-key.ts'
import { ANONYMOUS, type Principal } from './principal.ts'
import { looksLikeToken, type TokenVerifier } from './token-verifier.ts'

const CHALLENGE = { 'www-authenticate': 'Bearer realm="cstore"' }
const BEARER = /^Bearer +([!-~]+) *$/i

const ADMIN: Principal = Object.freeze({ id: 'admin', role: 'admin' })

export interface AuthenticatorDependencies {
  readonly keys: PolledView<KeyRecord>
  readonly adminKey?: string
  /** Absent: only keys count. */
  readonly tokens?: Pick<TokenVerifier, 'verify'>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Tells who a request is from by its `Authorization` field (RFC 6750). */
export class Authenticator {
  readonly #deps: AuthenticatorDependencies
  readonly #adminHash: Buffer | null

  constructor(dependencies: AuthenticatorDependencies) {
    this.#deps = dependencies
    const { adminKey } = dependencies
    this.#adminHash = adminKey === undefined ? null : sha256(adminKey)
  }

  /**
   * @returns at once for nobody and for keys that this process knows: the path of cached reads.
   * @throws ApiError 401 when a key or a token is given that is none, or not any more; or rejects.
   */
  authenticate(authorization: string | undefined): Principal | Promise<Principal> {
    if (authorization === undefined) return ANONYMOUS
    const given = BEARER.exec(authorization)?.[1]
    if (given === undefined) throw invalid('Expected `Authorization: Bearer <key>`.')
    if (this.#adminHash && sameHash(sha256(given), this.#adminHash)) return ADMIN
    const { tokens, keys } = this.#deps
    if (tokens && looksLikeToken(given)) return tokens.verify(given)
    const parsed = parseApiKey(given)
    if (!parsed) throw unknownKey()
    const known = keys.peek(parsed.id)
    if (known && this.#isSecretOf(known, parsed.secretHash)) return this.#current(known)
    return this.#ask(parsed)
  }

  async #ask({ id, secretHash }: ParsedApiKey): Promise<Principal> {
    const { keys } = this.#deps
    let record = await keys.find(id)
    if (record && !this.#isSecretOf(record, secretHash)) {
      // Another process may just have given it this secret.
      await keys.refresh()
      record = keys.peek(id)
    }
    if (!record || !this.#isSecretOf(record, secretHash)) throw unknownKey()
    return this.#current(record)
  }

  #current(record: KeyRecord): Principal {
    if (record.expiresAtMs !== undefined && record.expiresAtMs <= this.#deps.now()) {
      throw expired(record)
    }
    return principalOf(record)
  }

  #isSecretOf({ secretHash, former }: KeyRecord, given: Buffer): boolean {
    if (sameHash(given, secretHash)) return true
    return former !== undefined && this.#deps.now() < former.validUntilMs
      ? sameHash(given, former.secretHash)
      : false
  }
}

function principalOf({ id, role, collections }: KeyRecord): Principal {
  return collections ? { id, role, collections: new Set(collections) } : { id, role }
}

function unknownKey(): ApiError {
  return invalid('The key is not known; it may have been revoked or replaced.')
}

function invalid(detail: string): ApiError {
  return new ApiError('CSTORE_ACCESS_KEY_INVALID', detail, { headers: CHALLENGE })
}

function expired({ expiresAtMs = 0 }: KeyRecord): ApiError {
  const since = new Date(expiresAtMs).toISOString()
  return new ApiError('CSTORE_ACCESS_KEY_EXPIRED', `The key expired at ${since}.`, {
    headers: CHALLENGE,
  })
}

export function keyMissing(): ApiError {
  return new ApiError(
    'CSTORE_ACCESS_KEY_MISSING',
    'This needs a key: send `Authorization: Bearer <key>`.',
    { headers: CHALLENGE },
  )
}
