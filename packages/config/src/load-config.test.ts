import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ConfigError, loadConfig } from './index.ts'
import { variablesTable } from './variables-table.ts'
import { MARKED, README } from './write-readme-table.ts'

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    loadConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

describe('loadConfig', () => {
  it('needs nothing', () => {
    expect(loadConfig({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      dataDir: './.cstore',
      database: 'cstore',
      logLevel: 'info',
      cacheMaxBytes: 67_108_864,
      cachePolicy: 'available',
      cacheTimeoutMs: 50,
      nearMaxBytes: 33_554_432,
      nearBoundMs: 100,
      probeOneIn: 1000,
      maxDocumentBytes: 1_048_576,
      maxTimeMs: 5000,
      shutdownGraceMs: 20_000,
      jwtRoleClaim: 'cstore_role',
      rateLimitPerMinute: 0,
      rateLimitAnonymousPerMinute: 0,
      hstsMaxAgeSeconds: 0,
      maxConnections: 10_000,
    })
  })

  it('takes an empty value for one that is not set', () => {
    const names = [
      'HOST',
      'PORT',
      'MONGODB_URI',
      'REDIS_URL',
      'CSTORE_DATA_DIR',
      'CSTORE_ADMIN_KEY',
    ]
    expect(loadConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(loadConfig({}))
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true)
  })

  it('reports all problems at once', () => {
    expect(problemsOf({ PORT: '99999', CSTORE_LOG_LEVEL: 'loud', HOST: 'a b' })).toEqual([
      'Expected HOST to be a host name or an IP address, got "a b".',
      'Expected PORT to be a whole number from 0 to 65535, got "99999".',
      'Expected CSTORE_LOG_LEVEL to be debug, info, warn, error or silent, got "loud".',
    ])
  })

  it.each(['0x1f', ' 5', '5.5', '-1', '1e3', 'NaN'])('does not take %j for a port', (PORT) => {
    expect(problemsOf({ PORT })).toHaveLength(1)
  })

  it.each([
    'redis://:secret@host:6379/1',
    'rediss://user:secret@host?tls_ca=/ca.pem',
    'redis+sentinel://one:26379,two/main/1',
    'redis+cluster://one:7000,two:7000',
    'rediss+cluster://one',
  ])('takes %s for the address of Redis', (REDIS_URL) => {
    expect(loadConfig({ REDIS_URL }).redisUrl).toBe(REDIS_URL)
  })

  it.each(['localhost:6379', 'redis+sentinel://one,two', 'redis+proxy://one', 'redis://'])(
    'does not take %s for the address of Redis',
    (REDIS_URL) => {
      expect(problemsOf({ REDIS_URL })).toHaveLength(1)
    },
  )

  it('wants issuer and audience of tokens together', () => {
    expect(problemsOf({ CSTORE_JWT_ISSUER: 'https://login.example.com' })).toEqual([
      'Expected CSTORE_JWT_AUDIENCE to be set too, because CSTORE_JWT_ISSUER is.',
    ])
    expect(
      problemsOf({ CSTORE_JWT_AUDIENCE: 'cstore', CSTORE_JWT_JWKS_URL: 'https://a.example/jwks' }),
    ).toEqual([
      'Expected CSTORE_JWT_ISSUER to be set too, because CSTORE_JWT_AUDIENCE is.',
      'Expected CSTORE_JWT_ISSUER to be set too, because CSTORE_JWT_JWKS_URL is.',
    ])
    const both = { CSTORE_JWT_ISSUER: 'http://idp:8080/realms/a', CSTORE_JWT_AUDIENCE: 'cstore' }
    expect(loadConfig(both).jwtIssuer).toBe('http://idp:8080/realms/a')
  })

  it.each([
    ['CSTORE_JWT_ISSUER', 'login.example.com'],
    ['CSTORE_JWT_ISSUER', 'https://user:secret@login.example.com'],
    ['CSTORE_TRUST_PROXY', 'true'],
    ['CSTORE_TRUST_PROXY', '0'],
    ['CSTORE_TRUST_PROXY', 'nginx'],
    ['CSTORE_CORS_ORIGINS', 'console.example.com'],
    ['CSTORE_CORS_ORIGINS', 'https://console.example.com/'],
    ['CSTORE_CORS_ORIGINS', 'https://a.example,*'],
    ['CSTORE_RATE_LIMIT_PER_MINUTE', '-1'],
    ['CSTORE_MAX_CONNECTIONS', '0'],
    ['CSTORE_CONSOLE', 'yes'],
  ])('does not take %s=%s', (name, value) => {
    const more = name === 'CSTORE_JWT_ISSUER' ? { CSTORE_JWT_AUDIENCE: 'cstore' } : {}
    expect(problemsOf({ [name]: value, ...more })).toHaveLength(1)
  })

  it.each([
    ['CSTORE_TRUST_PROXY', '1'],
    ['CSTORE_TRUST_PROXY', '10.0.0.0/8, fd00::/8,127.0.0.1'],
    ['CSTORE_CORS_ORIGINS', '*'],
    ['CSTORE_CORS_ORIGINS', 'https://console.example.com, http://localhost:5173'],
  ])('takes %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([])
  })

  it.each(['MONGODB_URI', 'REDIS_URL', 'CSTORE_ADMIN_KEY'])(
    'never shows the value of %s',
    (name) => {
      const [problem] = problemsOf({ [name]: 'my secret' })
      expect(problem).toContain(name)
      expect(problem).not.toContain('my secret')
    },
  )
})

describe('the README', () => {
  it('has the table of all variables (pnpm docs:config writes it)', () => {
    expect(MARKED.exec(readFileSync(README, 'utf8'))?.[0]).toContain(variablesTable())
  })
})
