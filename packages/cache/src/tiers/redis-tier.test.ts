import { afterEach, describe, expect, it } from 'vitest'
import { tierKeys } from '../cache-key.ts'
import { CheckedNode } from './redis/checked-node.ts'
import { connectionOptions, redisClient } from './redis/clients.ts'
import { connectRedis } from './redis/connect.ts'
import { parseRedisAddress } from './redis/redis-address.ts'
import { bulk, NIL, ScriptedRedis } from './redis/scripted-redis.ts'
import { RedisTier } from './redis-tier.ts'
import { TierUnavailableError } from './tier-errors.ts'

const keys = tierKeys('test', { collection: 'c', id: 'one' })
const READONLY = "-READONLY You can't write against a read only replica.\r\n"

interface Said {
  runId: string
  role: string
  replicationId: string
}

/** Answers of a healthy server that says this of itself. */
function answer(command: string, { runId, role, replicationId }: Said): string {
  if (command.startsWith('HELLO')) return '-ERR unknown command `HELLO`\r\n'
  if (command === 'INFO') return bulk('loading:0\r\n')
  if (command === 'INFO server') return bulk(`# Server\r\nrun_id:${runId}\r\n`)
  if (command === 'INFO replication') {
    return bulk(`# Replication\r\nrole:${role}\r\nmaster_replid:${replicationId}\r\n`)
  }
  return command.startsWith('GET') ? NIL : ':1\r\n'
}

let close: (() => Promise<void>) | undefined
afterEach(() => close?.())

async function start() {
  const said: Said = { runId: 'a', role: 'master', replicationId: 'x' }
  const server = await ScriptedRedis.start((command) => answer(command, said))
  const links = await connectRedis({ url: server.url, timeoutMs: 2000, onError: () => undefined })
  const tier = new RedisTier(links)
  const identities: (string | null)[] = []
  tier.onIdentity((identity) => identities.push(identity))
  close = async () => {
    await tier.close()
    await server.close()
  }
  return { said, server, tier, identities }
}

const isCall = (command: string): boolean => command.startsWith('EVALSHA')

describe('the Redis tier', () => {
  it('sends nothing over a new connection before it knows who is at the other end', async () => {
    const { said, server, tier, identities } = await start()
    const before = tier.identity()
    expect(await tier.get(keys.value)).toBeNull()
    said.runId = 'b'
    server.script = (command) => (command === 'INFO server' ? null : answer(command, said))
    server.commands.length = 0
    server.drop()
    const checks = () => server.commands.filter((command) => command === 'INFO server').length
    while (checks() < 2) {
      await expect(tier.get(keys.value)).rejects.toThrow(Error)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await expect(tier.get(keys.value)).rejects.toThrow(TierUnavailableError)
    const fence = { token: 'w', expiryMs: 1000 }
    await expect(tier.beginWrite([keys], fence)).rejects.toThrow(TierUnavailableError)
    await expect(tier.ping()).rejects.toThrow(TierUnavailableError)
    expect(server.commands.filter((command) => /^(GET|EVAL|PING)/.test(command))).toEqual([])
    expect(identities).toEqual([null])
    server.script = (command) => answer(command, said)
    server.release()
    await expect.poll(() => tier.identity()).not.toBeNull()
    expect(tier.identity()).not.toBe(before)
    expect(identities).toEqual([null, tier.identity()])
    expect(await tier.get(keys.value)).toBeNull()
  })

  it('has no identity at once when the server says that it is a replica now', async () => {
    const { said, server, tier, identities } = await start()
    const before = tier.identity()
    server.script = (command) =>
      command.startsWith('EVALSHA') ? READONLY : answer(command, { ...said, role: 'slave' })
    const fence = { token: 'w', expiryMs: 1000 }
    await expect(tier.beginWrite([keys], fence)).rejects.toThrow('READONLY')
    expect(tier.identity()).toBeNull()
    expect(identities).toEqual([null])
    // It has taken over another server's data meanwhile.
    said.replicationId = 'y'
    server.script = (command) => answer(command, said)
    await expect.poll(() => tier.identity(), { timeout: 3000 }).not.toBeNull()
    expect(tier.identity()).not.toBe(before)
  })

  it('fences many documents in a few calls, and fails when all of them are answered', async () => {
    const { said, server, tier } = await start()
    const many = Array.from({ length: 150 }, (_, at) =>
      tierKeys('test', { collection: 'c', id: `${at}` }),
    )
    let calls = 0
    server.script = (command) => {
      if (!isCall(command)) return answer(command, said)
      return ++calls === 1 ? '-ERR out of memory\r\n' : null
    }
    let ended = false
    const begun = tier.beginWrite(many, { token: 'w', expiryMs: 1000 })
    begun.catch(() => (ended = true))
    await expect.poll(() => calls).toBe(2)
    await tier.get(keys.value)
    expect(ended).toBe(false)
    server.script = (command) => answer(command, said)
    server.release()
    await expect(begun).rejects.toThrow('out of memory')
    expect(server.commands.filter(isCall)).toHaveLength(2)
  })

  it('notices without any error that the server holds other data', async () => {
    const { said, tier, identities } = await start()
    said.replicationId = 'y'
    await expect.poll(() => identities.length, { timeout: 3000 }).toBeGreaterThan(1)
    // Between the checks of its two connections nobody knows whose data it is.
    expect(identities).toEqual([null, tier.identity()])
    expect(tier.identity()).toContain('y')
  })

  it('has no identity while its two connections lead to different servers', async () => {
    const { said, server, tier } = await start()
    server.script = (command, connection) =>
      answer(command, { ...said, runId: connection % 2 === 0 ? 'a' : 'b' })
    server.drop()
    await expect.poll(() => tier.identity()).toBeNull()
    server.commands.length = 0
    await expect
      .poll(() => server.commands.filter((command) => command === 'INFO server').length)
      .toBeGreaterThanOrEqual(2)
    expect(tier.identity()).toBeNull()
    await expect(tier.get(keys.value)).rejects.toThrow(TierUnavailableError)
  })

  it('comes back when the client has given up', async () => {
    const { server, said } = await start()
    const client = redisClient(parseRedisAddress(server.url), connectionOptions(2000))
    const node = new CheckedNode({ client, leavesReplicas: false, onChange: () => undefined })
    await client.connect()
    await expect.poll(() => node.identity()).toBe(`${said.runId}:${said.replicationId}`)
    client.disconnect()
    await expect.poll(() => client.status).toBe('end')
    expect(node.identity()).toBeNull()
    await expect.poll(() => node.identity(), { timeout: 3000 }).not.toBeNull()
    node.close()
    await expect.poll(() => client.status).toBe('end')
  })

  it.each([
    "READONLY You can't write against a read only replica.",
    "ERR Error running script (call to f_1): @user_script:1: -READONLY You can't write.",
    'MOVED 1 10.0.0.1:6379',
    'CLUSTERDOWN The cluster is down',
  ])('asks again who is there after %s', async (message) => {
    const { server, said, identities, tier } = await start()
    server.script = (command) =>
      command.startsWith('MGET') ? `-${message}\r\n` : answer(command, said)
    await expect(tier.get(keys.value)).rejects.toThrow(message)
    expect(identities).toEqual([null])
    await expect.poll(() => tier.identity()).not.toBeNull()
  })

  it('has an identity only from a server that tells its own', async () => {
    const { server, tier, said } = await start()
    server.script = (command) => answer(command, { ...said, runId: '' })
    server.drop()
    await expect.poll(() => tier.identity()).toBeNull()
    server.commands.length = 0
    await expect
      .poll(() => server.commands.filter((command) => command === 'INFO server').length)
      .toBeGreaterThanOrEqual(2)
    expect(tier.identity()).toBeNull()
  })
})
