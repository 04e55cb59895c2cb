import { loadConfig } from '@cstore/config'
import { describe, expect, it } from 'vitest'
import { accessOptions } from './access-options.ts'

const rates = { take: () => Promise.reject(new Error('not asked')) }
const optionsOf = (environment: Record<string, string>) =>
  accessOptions(loadConfig(environment), rates)

describe('the options of access', () => {
  it('are closed and unlimited where nothing is configured', () => {
    expect(optionsOf({})).toEqual({
      rateLimits: { rates, perMinute: 0, anonymousPerMinute: 0, knowsProxies: false },
      hstsMaxAgeSeconds: 0,
      maxConnections: 10_000,
      pace: { answerMs: 30_000 },
    })
  })

  it('look for the keys of an issuer in its usual place, or where that is configured', () => {
    const idp = { CSTORE_JWT_ISSUER: 'https://login.test/a/', CSTORE_JWT_AUDIENCE: 'cstore' }
    expect(optionsOf(idp).tokens).toEqual({
      issuer: 'https://login.test/a/',
      audience: 'cstore',
      jwksUrl: 'https://login.test/a/.well-known/jwks.json',
      roleClaim: 'cstore_role',
    })
    const elsewhere = {
      ...idp,
      CSTORE_JWT_JWKS_URL: 'https://login.test/keys',
      CSTORE_JWT_COLLECTIONS_CLAIM: 'c',
    }
    expect(optionsOf(elsewhere).tokens).toMatchObject({
      jwksUrl: 'https://login.test/keys',
      collectionsClaim: 'c',
    })
  })

  it('give a slow database its time', () => {
    expect(optionsOf({ CSTORE_MAX_TIME_MS: '20000' }).pace).toEqual({ answerMs: 120_000 })
  })

  it('refuse networks that are none', () => {
    expect(() => optionsOf({ CSTORE_TRUST_PROXY: '10.0.0.0/99' })).toThrow('"10.0.0.0/99"')
  })
})
