import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { startRedisServer, testRedis } from '../src/index.ts'

async function withClient<T>(url: string, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url)
  try {
    return await use(client)
  } finally {
    client.disconnect()
  }
}

describe('testRedis', () => {
  it('gives every caller Redis of its own', async () => {
    const [one, other] = await Promise.all([testRedis(), testRedis()])
    await withClient(one.url, (client) => client.set('key', 'one'))
    expect(await withClient(other.url, (client) => client.get('key'))).toBeNull()
    expect(await withClient(one.url, (client) => client.get('key'))).toBe('one')
    await Promise.all([one.close(), other.close()])
  })
})

describe('startRedisServer', () => {
  it('brings its data back after a crash and a restart on the same port', async () => {
    const server = await startRedisServer()
    await withClient(server.url, (client) => client.set('key', 'kept'))
    await server.kill('SIGKILL')
    await server.restart()
    expect(await withClient(server.url, (client) => client.get('key'))).toBe('kept')
    await server.stop()
  })

  it('lets its caller overrule a setting', async () => {
    const server = await startRedisServer({ args: ['--maxmemory', '10mb'] })
    const answer = await withClient(server.url, (client) => client.config('GET', 'maxmemory'))
    expect(answer).toEqual(['maxmemory', '10485760'])
    await server.stop()
  })

  it('knows that a server is ready which lets in nobody who has no password', async () => {
    const server = await startRedisServer({ args: ['--requirepass', 'right'] })
    await server.kill('SIGKILL')
    await server.restart()
    const url = server.url.replace('://', '://:right@')
    expect(await withClient(url, (client) => client.ping())).toBe('PONG')
    await server.stop()
  })

  it('says why a server did not start', async () => {
    // The first one skips this test where there is no Redis; `rejects` would swallow that.
    await (await startRedisServer()).stop()
    await expect(startRedisServer({ args: ['--no-such-setting', 'x'] })).rejects.toThrow(
      /no-such-setting/,
    )
  })
})
