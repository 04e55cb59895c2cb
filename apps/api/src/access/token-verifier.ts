/**
 * Access tokens of an identity provider: JWTs signed with a key of its published set (RFC 7519,
 * RFC 8725). Only asymmetric signatures count: with a symmetric one, whoever can check a token can
 * make one. A token must name this API (`aud`), who it speaks for (`sub`) and its end (`exp`).
 *
 * The set is fetched when it is needed, and kept. While it cannot be had, tokens that need it are
 * refused with 503, and nobody asks for it again for a moment; API keys do not depend on it.
 */
import type { Role } from '@cstore/contracts'
import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload } from 'jose'
import { ApiError } from '../problems/api-errors.ts'
import type { Principal } from './principal.ts'

export interface TokenOptions {
  readonly issuer: string
  readonly audience: string
  /** Where the keys are published (RFC 7517 §5). */
  readonly jwksUrl: string
  /** The claim that holds a role, or a list of which the highest counts. */
  readonly roleClaim: string
  /** The claim that holds names of collections, or `*` for all; absent: every collection. */
  readonly collectionsClaim?: string
}

export interface TokenVerifierOptions extends TokenOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')
const CLOCK_TOLERANCE_SECONDS = 10
const FETCH_TIMEOUT_MS = 3000
/** So long nobody asks a provider again that has not answered. */
const AWAY_MS = 3000
/** Highest first. */
const ROLES: readonly Role[] = ['admin', 'writer', 'reader']
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]*$/

/** Whether it can be a JWT at all (RFC 7515 §7.1). */
export function looksLikeToken(text: string): boolean {
  return TOKEN.test(text)
}

export class TokenVerifier {
  readonly #options: TokenVerifierOptions
  readonly #keys: ReturnType<typeof createRemoteJWKSet>
  #awayUntilMs = 0

  constructor(options: TokenVerifierOptions) {
    this.#options = options
    this.#keys = createRemoteJWKSet(new URL(options.jwksUrl), {
      timeoutDuration: FETCH_TIMEOUT_MS,
      [customFetch]: (url, init) => this.#fetch(url, init),
    })
  }

  /**
   * @throws ApiError 401 for a token that is not good here, 503 when its key cannot be had, and
   * 403 when it gives no role
   */
  async verify(token: string): Promise<Principal> {
    const { issuer, audience, now } = this.#options
    try {
      const { payload } = await jwtVerify(token, this.#keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        currentDate: new Date(now()),
        requiredClaims: ['sub', 'exp'],
      })
      return this.#principal(payload)
    } catch (error) {
      throw error instanceof ApiError ? error : refusal(error)
    }
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { now } = this.#options
    if (now() < this.#awayUntilMs) throw new Error('The key set could not be had a moment ago.')
    try {
      const response = await fetch(url, init)
      if (response.status !== 200) this.#awayUntilMs = now() + AWAY_MS
      return response
    } catch (error) {
      this.#awayUntilMs = now() + AWAY_MS
      throw error
    }
  }

  #principal(payload: JWTPayload): Principal {
    const { roleClaim, collectionsClaim } = this.#options
    const given = words(payload[roleClaim])
    const role = ROLES.find((one) => given.includes(one))
    if (!role) {
      throw new ApiError('CSTORE_ACCESS_DENIED', `The token has no role in \`${roleClaim}\`.`)
    }
    const id = `jwt:${payload.sub}`
    if (collectionsClaim === undefined) return { id, role }
    const collections = words(payload[collectionsClaim])
    return collections.includes('*')
      ? { id, role }
      : { id, role, collections: new Set(collections) }
  }
}

/** A list of strings, or words between spaces as in `scope` (RFC 8693 §4.2). */
function words(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '')
  return Array.isArray(claim) ? claim.filter((one) => typeof one === 'string') : []
}

function refusal(error: unknown): ApiError {
  if (isKeySetTrouble(error)) {
    return new ApiError(
      'CSTORE_ACCESS_TOKEN_KEYS_UNAVAILABLE',
      'The keys that tokens are checked with cannot be had at the moment. Try again soon.',
      { cause: error },
    )
  }
  return new ApiError('CSTORE_ACCESS_TOKEN_INVALID', `The token is not accepted: ${why(error)}.`, {
    headers: { 'www-authenticate': 'Bearer realm="cstore", error="invalid_token"' },
    cause: error,
  })
}

/** Errors about the token itself have classes of their own; the rest is about the set. */
function isKeySetTrouble(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return true
  return (
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === errors.JOSEError.code
  )
}

function why(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'it has expired'
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `its claim \`${error.claim}\` is ${error.reason === 'missing' ? 'missing' : 'not as expected'}`
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'it is not signed with an allowed algorithm'
  if (error instanceof errors.JWKSNoMatchingKey) return 'the issuer publishes no such key'
  if (error instanceof errors.JWKSMultipleMatchingKeys) return 'it does not name its key (`kid`)'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature is wrong'
  return 'it cannot be read'
}
