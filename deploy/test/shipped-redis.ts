/** The shipped configuration and users in a real redis-server, with only paths and port replaced. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  findOnPath,
  onFreePort,
  type ServerProcess,
  startServerProcess,
} from '@cstore/testing/standalone'
import type { DeployCopy } from '../src/deploy-copy.ts'
import { missing } from './missing.ts'

export interface ShippedRedis {
  readonly port: number
  /** A password that `make-secrets` made, as it is called in `redis.env`. */
  password(key: string): Promise<string>
  /** Ends as in a crash. */
  stop(): Promise<void>
  /** After `stop`, on the same port and data. */
  startAgain(): Promise<void>
}

/** Without redis-server the test that asks is skipped, or fails if services are required. */
export async function startShippedRedis(copy: DeployCopy): Promise<ShippedRedis> {
  const command = await findOnPath('redis-server')
  if (command === null) missing('redis-server on the PATH')
  await copy.run('make-secrets', 'local')
  const secrets = join(copy.folder, 'overlays/local/made-by-make-secrets')
  const start = async (port: number): Promise<ServerProcess> => {
    const file = await writeConfiguration(copy, { port, secrets })
    return startServerProcess({ command, args: [file], ready: /Ready to accept connections/ })
  }
  const started = await onFreePort(async (free) => ({ port: free, server: await start(free) }))
  const { port } = started
  let { server } = started
  return {
    port,
    password: async (key) => {
      const file = await readFile(join(secrets, 'redis.env'), 'utf8')
      return new RegExp(`^${key}=(.*)$`, 'm').exec(file)?.[1] ?? ''
    },
    stop: () => server.end(),
    startAgain: async () => {
      server = await start(port)
    },
  }
}

async function writeConfiguration(
  copy: DeployCopy,
  { port, secrets }: { port: number; secrets: string },
): Promise<string> {
  const data = join(copy.folder, 'data')
  await mkdir(data, { recursive: true })
  const shipped = await readFile(join(copy.folder, 'base/redis/redis.conf'), 'utf8')
  const configuration = shipped
    .replace('port 6379', `port ${port}\nbind 127.0.0.1`)
    .replace('dir /data', `dir ${data}`)
    .replace('/etc/redis-users/users.acl', join(secrets, 'users.acl'))
  const file = join(copy.folder, 'redis.conf')
  await writeFile(file, configuration)
  return file
}
