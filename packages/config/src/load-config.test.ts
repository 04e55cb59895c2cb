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
