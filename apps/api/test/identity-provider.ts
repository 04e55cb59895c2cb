/** Stands in for an identity provider: it publishes keys, and what they sign are tokens. */
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose'
import type { TokenOptions } from '../src/access/token-verifier.ts'

const ISSUER = 'https://login.test'
const AUDIENCE = 'cstore'
const MINUTE_SECONDS = 60

export interface IdentityProvider {
  /** How the API is told of it; tokens name their collections. */
  readonly tokens: TokenOptions & { readonly collectionsClaim: string }
  readonly keys: JWK[]
  /** What it answers with. */
  status: number
  /** How often its keys were asked for. */
  readonly fetches: number
  /** Makes a key and publishes it. */
  publish(algorithm: string, kid: string): Promise<CryptoKey>
  close(): Promise<void>
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const keys: JWK[] = []
  const state = { status: 200, fetches: 0 }
  const server = createServer((_request, response) => {
    state.fetches += 1
    response.writeHead(state.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ keys }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return Object.assign(state, {
    tokens: {
      issuer: ISSUER,
      audience: AUDIENCE,
      jwksUrl: `http://127.0.0.1:${port}/jwks.json`,
      roleClaim: 'role',
      collectionsClaim: 'collections',
    },
    keys,
    publish: async (algorithm: string, kid: string) => {
      const { privateKey, publicKey } = await generateKeyPair(algorithm)
      keys.push({ ...(await exportJWK(publicKey)), kid, alg: algorithm })
      return privateKey
    },
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  })
}

export interface TokenParts {
  readonly key: CryptoKey | Uint8Array
  /** Milliseconds since 1970: it is good for a minute from then. */
  readonly nowMs: number
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: { readonly alg: string; readonly kid?: string }
}

/** Of the provider for the API, unless the claims say otherwise. */
export function signToken({ key, nowMs, claims, header }: TokenParts): Promise<string> {
  const exp = Math.floor(nowMs / 1000) + MINUTE_SECONDS
  return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: 'ann', exp, ...claims })
    .setProtectedHeader(header ?? { alg: 'ES256', kid: 'k1' })
    .sign(key)
}
