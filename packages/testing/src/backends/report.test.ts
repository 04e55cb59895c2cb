import { expect, it } from 'vitest'
import { formatReport } from './report.ts'

const mongo = {
  backend: { name: 'embedded stand-in', version: '8.0.0', close: () => Promise.resolve() },
  passedOver: [{ strategy: 'mongod on PATH', reason: 'there is no mongod on PATH' }],
}

const nginx = {
  backend: { name: 'nginx on PATH', version: '1.28.0', close: () => Promise.resolve() },
  passedOver: [],
}
const nothing = { Redis: [], nginx: [] }

it('names the backends with their versions and why stronger ones were not used', () => {
  const redis = {
    backend: { name: 'redis-server on PATH', version: '7.0.15', close: () => Promise.resolve() },
    passedOver: [],
  }
  const text = formatReport({ mongo, redis, nginx, skipped: nothing })
  expect(text).toContain('MongoDB  embedded stand-in, version 8.0.0')
  expect(text).toContain('not mongod on PATH: there is no mongod on PATH')
  expect(text).toContain('Redis    redis-server on PATH, version 7.0.15')
  expect(text).toContain('nginx    nginx on PATH, version 1.28.0')
  expect(text).not.toContain('SKIPPED')
})

it('lists what was skipped for want of Redis, and how to have it', () => {
  const redis = {
    backend: null,
    passedOver: [{ strategy: 'redis-server on PATH', reason: 'there is none' }],
  }
  const text = formatReport({
    mongo,
    redis,
    nginx,
    skipped: { Redis: ['a.ts > holds', 'b.ts > expires'], nginx: [] },
  })
  expect(text).toContain('Redis    MISSING')
  expect(text).toContain('2 tests need Redis and did not run')
  expect(text).toContain('- a.ts > holds')
  expect(text).toMatch(/To have Redis, run: \S+/)
})

it('names a weaker Redis of some tests and what had to be killed', () => {
  const redis = {
    backend: {
      name: 'server at redis.example:6379',
      version: '8.2.0',
      close: () => Promise.resolve(),
    },
    passedOver: [],
  }
  const text = formatReport({
    mongo,
    redis,
    nginx,
    skipped: nothing,
    ownRedis: 'redis-server on PATH',
    killed: 2,
  })
  expect(text).toContain('tests that crash or restart Redis: redis-server on PATH')
  expect(text).toContain('KILLED   2 servers')
})

it('says that a missing service fails the run when services are required', () => {
  const redis = { backend: null, passedOver: [] }
  const text = formatReport({ mongo, redis, nginx, skipped: nothing, requireServices: true })
  expect(text).toContain('FAILED   CSTORE_REQUIRE_SERVICES=1, but there is no Redis')
  expect(formatReport({ mongo, redis, nginx, skipped: nothing })).not.toContain('FAILED')
})

it('tells what was skipped for want of nginx apart from the rest', () => {
  const none = { backend: null, passedOver: [] }
  const skipped = { Redis: [], nginx: ['c.ts > serves'] }
  const text = formatReport({ mongo, redis: nginx, nginx: none, skipped })
  expect(text).toContain('1 test needs nginx and did not run')
  expect(text).toMatch(/To have nginx, run: \S+/)
  expect(text).not.toContain('Redis, run')
})
