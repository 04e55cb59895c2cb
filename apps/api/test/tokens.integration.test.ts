import { generateKeyPair, type CryptoKey } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  signToken,
  startIdentityProvider,
  type IdentityProvider,
  type TokenParts,
} from './identity-provider.ts'
import type { TokenOptions } from '../src/access/token-verifier.ts'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'
import { C, ONE } from './wrong-input/row.ts'

const MINUTE_SECONDS = 60

let deployment: TestDeployment
let provider: IdentityProvider
let api: TestApi
let signingKey: CryptoKey
let nowMs: number

beforeAll(async () => {
  deployment = await testDeployment()
})
afterAll(() => deployment[Symbol.asyncDispose]())

beforeEach(async () => {
  nowMs = Date.now()
  provider = await startIdentityProvider()
  signingKey = await provider.publish('ES256', 'k1')
  api = await startWith(provider.tokens)
  await api.request(C, { method: 'PUT', body: {} })
  await api.request(ONE, { method: 'PUT', body: {} })
})
afterEach(() => provider.close())

function startWith(tokens: TokenOptions): Promise<TestApi> {
  return deployment.start({ app: { tokens, now: () => nowMs } })
}

function token({ claims, ...parts }: Partial<TokenParts> = {}): Promise<string> {
  const usual = { role: 'writer', collections: ['movies'] }
  return signToken({ key: signingKey, nowMs, claims: { ...usual, ...claims }, ...parts })
}

async function codeWith(as: string): Promise<string> {
  const response = await api.request(ONE, { as })
  const body: unknown = await response.json()
  return response.ok ? 'ok' : String(Object(body).code)
}

const INVALID = 'CSTORE_ACCESS_TOKEN_INVALID'

describe('a token', () => {
  it('of the issuer has the role and the collections that its claims say', async () => {
    const as = await token()
    expect((await api.request(ONE, { as, method: 'PUT', body: { a: 1 } })).status).toBe(200)
    expect((await api.request(C, { as, method: 'PUT', body: {} })).status).toBe(403)
    const reader = await token({ claims: { role: 'reader', collections: '*' } })
    expect((await api.request(ONE, { as: reader })).status).toBe(200)
    expect((await api.request(ONE, { as: reader, method: 'DELETE' })).status).toBe(403)
    expect(api.log.join('')).toContain('"key":"jwt:ann"')
    expect(api.log.join('')).not.toContain(as)
  })

  it.each([
    ['of other collections', { collections: ['other'] }],
    ['that names no collections', { collections: undefined }],
    ['without a role', { role: undefined }],
    ['with a role that is none', { role: 'root' }],
  ])('%s may not read here', async (_what, claims) => {
    expect(await codeWith(await token({ claims }))).toBe('CSTORE_ACCESS_DENIED')
  })

  it('takes the highest role of a list', async () => {
    const as = await token({ claims: { role: ['offline', 'reader', 'writer'] } })
    expect((await api.request(ONE, { as, method: 'PUT', body: {} })).status).toBe(200)
  })

  it.each([
    ['of another issuer', { iss: 'https://evil.test' }],
    ['for another audience', { aud: 'another' }],
    ['without an end', { exp: undefined }],
    ['for nobody', { sub: undefined }],
    ['that begins later', { nbf: Math.floor(Date.now() / 1000) + 3600 }],
  ])('%s is refused', async (_what, claims) => {
    expect(await codeWith(await token({ claims }))).toBe(INVALID)
  })

  it('is refused once it has expired, with some tolerance for clocks', async () => {
    const as = await token()
    nowMs += (MINUTE_SECONDS + 5) * 1000
    expect(await codeWith(as)).toBe('ok')
    nowMs += 10_000
    const response = await api.request(ONE, { as })
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect(await response.json()).toMatchObject({
      code: INVALID,
      detail: expect.stringContaining('expired'),
    })
  })

  it('without a signature, or with one that anybody could make, is refused', async () => {
    const [, payload = ''] = (await token()).split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    expect(await codeWith(`${none}.${payload}.`)).toBe(INVALID)
    const [published] = provider.keys
    const secret = new TextEncoder().encode(JSON.stringify(published))
    expect(await codeWith(await token({ header: { alg: 'HS256', kid: 'k1' }, key: secret }))).toBe(
      INVALID,
    )
    const other = (await generateKeyPair('ES256')).privateKey
    expect(await codeWith(await token({ key: other }))).toBe(INVALID)
  })

  it.each(['RS256', 'PS384', 'ES384', 'EdDSA'])('may be signed with %s', async (alg) => {
    const key = await provider.publish(alg, 'another')
    expect(await codeWith(await token({ header: { alg, kid: 'another' }, key }))).toBe('ok')
  })

  it('without the claim of collections is for all where none is configured', async () => {
    const { collectionsClaim: _, ...tokens } = provider.tokens
    api = await startWith(tokens)
    expect(await codeWith(await token({ claims: { collections: undefined } }))).toBe('ok')
  })
})

describe('the keys of the issuer', () => {
  it('are fetched once for many tokens', async () => {
    const answers = await Promise.all([1, 2, 3].map(async () => codeWith(await token())))
    expect(answers).toEqual(['ok', 'ok', 'ok'])
    expect(await codeWith(await token({ header: { alg: 'ES256', kid: 'none' } }))).toBe(INVALID)
    expect(provider.fetches).toBe(1)
  })

  it('that cannot be had are a 503 for tokens, asked for again later; keys go on', async () => {
    provider.status = 500
    const response = await api.request(ONE, { as: await token() })
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '3'])
    expect(await codeWith(await token())).toBe('CSTORE_ACCESS_TOKEN_KEYS_UNAVAILABLE')
    expect(provider.fetches).toBe(1)
    expect((await api.request(ONE)).status).toBe(200)
    provider.status = 200
    nowMs += 3001
    expect(await codeWith(await token())).toBe('ok')
  })

  it('of a provider that is away are a 503 too', async () => {
    await provider.close()
    expect(await codeWith(await token())).toBe('CSTORE_ACCESS_TOKEN_KEYS_UNAVAILABLE')
  })
})
