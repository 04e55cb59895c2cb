import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  startRedisCluster,
  startRedisSentinel,
  startRedisServer,
  startRedisTls,
  testMongo,
  testRedis,
} from '@cstore/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runHere } from '../test-support/run-here.ts'
import { startServer } from '../test-support/running-server.ts'
import type { Area, Check } from '../doctor/check.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cstore-doctor-'))
})
afterEach(() => rm(folder, { recursive: true }))

interface Report {
  readonly exitCode: number | null
  /** Of all areas: `area/name` to the check. */
  readonly checks: Readonly<Record<string, Check>>
}

async function doctor(
  variables: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<Report> {
  const environment = { XDG_CONFIG_HOME: folder, CSTORE_DATA_DIR: folder, PORT: '0', ...variables }
  const { exitCode, stdout, stderr } = await runHere(['doctor', '--json', ...args], { environment })
  expect(stderr).toBe('')
  const { areas }: { areas: readonly Area[] } = JSON.parse(stdout)
  const checks = areas.flatMap((area) =>
    area.checks.map((check) => [`${area.title}/${check.name}`, check]),
  )
  return { exitCode, checks: Object.fromEntries(checks) }
}

const status = (wanted: Check['status'], detail: RegExp) =>
  expect.objectContaining({ status: wanted, detail: expect.stringMatching(detail) })

describe('doctor', () => {
  it('finds nothing wrong where nothing is configured, and writes for people', async () => {
    const environment = { XDG_CONFIG_HOME: folder, CSTORE_DATA_DIR: folder, PORT: '0' }
    const { exitCode, stdout } = await runHere(['doctor'], { environment })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^Configuration\n {2}ok {4}variables +set: PORT, CSTORE_DATA_DIR; /u)
    expect(stdout).toMatch(
      /\nThis machine\n {2}ok +port +any that is free\n {2}ok +data folder +\S+, [\d.,]+ GiB free\n/u,
    )
    expect(stdout).toMatch(
      /\n {2}warn +reachable +no server runs at \S+\n +→ Start one with "cstore serve"/u,
    )
    expect(stdout).toMatch(/\n0 failures, 1 warning\.\n$/u)
  })

  it('names every problem of the variables, and those that nobody reads', async () => {
    const { exitCode, checks } = await doctor({ PORT: 'x', CSTORE_CACHE_POLCY: 'strict' })
    expect(exitCode).toBe(1)
    expect(checks['Configuration/variables']).toEqual(
      status('warn', /CSTORE_CACHE_POLCY.*no such/u),
    )
    const { stdout } = await runHere(['doctor'], {
      environment: { PORT: 'x', CSTORE_LOG_LEVEL: 'loud' },
    })
    expect(stdout).toMatch(
      /fail +variables +Expected PORT to be .*\n +→ .*\n {2}fail +variables +Expected CSTORE_LOG_LEVEL/u,
    )
  })

  it('looks at MongoDB and Redis', async () => {
    const [mongo, redis] = [await testMongo(), await testRedis()]
    const { exitCode, checks } = await doctor({
      MONGODB_URI: mongo.uri,
      REDIS_URL: redis.url,
      CSTORE_DATABASE: mongo.database,
    })
    await Promise.all([mongo.close(), redis.close()])
    expect(exitCode).toBe(0)
    expect(checks).toMatchObject({
      'Configuration/admin key': status('warn', /CSTORE_ADMIN_KEY is not set/u),
      'MongoDB/reachable': status('ok', /^MongoDB \d\S* at \S+:\d+, in \d+ ms$/u),
      'MongoDB/database': status('ok', /^cstore_test_\S+ can be read/u),
      'MongoDB/clock': status('ok', /^as here/u),
      'Redis/reachable': status('ok', /^Redis \d\S* at \S+, in [\d.]+ ms$/u),
      'Redis/topology': status('ok', /single server/u),
      'Redis/memory': status('warn', /no maxmemory/u),
      'Redis/persistence': status('ok', /append-only file/u),
      'Redis/clock': status('ok', /^as here/u),
    })
    expect(checks['MongoDB/topology']).toBeDefined()
  })

  it('says what does not suit in a Redis, and hides its password', async () => {
    const args = [
      '--maxmemory',
      '20mb',
      '--maxmemory-policy',
      'noeviction',
      '--requirepass',
      'secret',
    ]
    const redis = await startRedisServer({ args })
    const url = new URL(redis.url)
    url.password = 'secret'
    const right = await doctor({ REDIS_URL: url.href })
    expect(right.checks['Redis/memory']).toEqual(
      status('warn', /^maxmemory 20 MiB, policy noeviction/u),
    )
    url.password = 'wrong'
    const wrong = await doctor({ REDIS_URL: url.href })
    await redis.stop()
    expect(wrong).toMatchObject({
      exitCode: 1,
      checks: { 'Redis/reachable': status('fail', /does not let the user in/u) },
    })
    expect(JSON.stringify([right, wrong])).not.toMatch(/secret|wrong/u)
  })

  it('finds the master behind sentinels, the nodes of a cluster, and its way through TLS', async () => {
    const sentinel = await startRedisSentinel()
    const behind = await doctor({ REDIS_URL: sentinel.url })
    await sentinel.stop()
    expect(behind.checks['Redis/topology']).toEqual(status('ok', /that the sentinels name/u))
    const cluster = await startRedisCluster()
    const clustered = await doctor({ REDIS_URL: cluster.url })
    const alone = await doctor({
      REDIS_URL: cluster.url.replace(/\+cluster:\/\/([^,]*).*$/u, '://$1'),
    })
    await cluster.stop()
    expect(clustered.checks['Redis/topology']).toEqual(status('ok', /^cluster/u))
    expect(alone.checks['Redis/topology']).toEqual(status('fail', /node of a cluster/u))
    const encrypted = await startRedisTls()
    const secure = await doctor({ REDIS_URL: encrypted.url })
    await encrypted.stop()
    expect(secure.checks['Redis/reachable']).toEqual(status('ok', /^Redis/u))
  })

  it('says what does not answer, within seconds', async () => {
    const { exitCode, checks } = await doctor({
      MONGODB_URI: 'mongodb://user:secret@127.0.0.1:1',
      REDIS_URL: 'redis+cluster://:secret@127.0.0.1:1,127.0.0.1:2',
      CSTORE_URL: 'http://127.0.0.1:1',
    })
    expect(exitCode).toBe(1)
    expect(checks).toMatchObject({
      'MongoDB/reachable': status('fail', /^MongoDB at 127\.0\.0\.1:1 does not answer: /u),
      'Redis/reachable': status(
        'fail',
        /^Redis at 127\.0\.0\.1:1,127\.0\.0\.1:2 does not answer: .*refused/iu,
      ),
      'Server/reachable': status('fail', /^Cannot reach http:\/\/127\.0\.0\.1:1/u),
    })
    expect(JSON.stringify(checks)).not.toContain('secret')
  })

  it('looks at a server that runs, at its key and at the port', async () => {
    const server = await startServer()
    const { port } = new URL(server.url)
    const variables = { ...server.environment, PORT: port }
    const { checks } = await doctor(variables)
    const reader = await server.outputOf([
      'keys',
      'create',
      '--name',
      'r',
      '--role',
      'reader',
      '--json',
    ])
    const { key }: { key: string } = JSON.parse(reader)
    const less = await doctor(variables, '--key', key)
    const none = await doctor(variables, '--key', 'wrong')
    await server.stop()
    expect(checks).toMatchObject({
      'This machine/port': status('ok', /a CStore listens/u),
      'This machine/admin key': status('ok', /its owner alone/u),
      'Server/reachable': status('ok', /^CStore \S+ at http/u),
      'Server/health': status('ok', /in use/u),
      'Server/clock': status('ok', /^as here/u),
      'Server/key': status('ok', /^the key from the file \S+ works with every right/u),
    })
    expect(less.checks['Server/key']).toEqual(status('ok', /^the key from --key works; /u))
    expect(none).toMatchObject({
      exitCode: 1,
      checks: { 'Server/key': status('fail', /^the key from --key does not work/u) },
    })
  })

  it('looks at port, folder and secrets of this machine', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve)
    })
    const address = other.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    await writeFile(join(folder, 'admin-key'), 'secret')
    await mkdir(join(folder, 'cstore'))
    await writeFile(join(folder, 'cstore', 'profiles.json'), '{"profiles": {}}')
    await chmod(join(folder, 'cstore', 'profiles.json'), 0o644)
    const { exitCode, checks } = await doctor({ PORT: port })
    other.close()
    expect(exitCode).toBe(1)
    expect(checks).toMatchObject({
      'This machine/port': status('fail', /is taken by another program/u),
      'This machine/admin key': status('warn', /others may read/u),
      'This machine/profiles': status('warn', /others may read/u),
    })
  })
})
