import { rm } from 'node:fs/promises'
import { onFreePort } from '../processes/free-port.ts'
import { makeDataDirectory } from '../processes/run-directory.ts'
import { startServerProcess } from '../processes/server-process.ts'
import type { RedisServer, RedisServerOptions } from '../redis-server.ts'
import { redisArguments, redisReady } from './redis-arguments.ts'

export async function startRedisProcess(
  command: string,
  options: RedisServerOptions = {},
): Promise<RedisServer> {
  const dir = await makeDataDirectory('redis')
  const startOn = async (port: number) => {
    const own = redisArguments({ port: String(port), bind: '127.0.0.1', dir })
    const args = [...own, ...(options.args ?? [])]
    return { port, server: await startServerProcess({ command, args, ready: redisReady }) }
  }
  const started = await onFreePort(startOn)
  let { server } = started
  return {
    url: `redis://127.0.0.1:${started.port}`,
    port: started.port,
    kill: (signal) => Promise.resolve(server.kill(signal)),
    restart: async () => {
      await server.end()
      server = (await startOn(started.port)).server
    },
    stop: async () => {
      await server.end()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
