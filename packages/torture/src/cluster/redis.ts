import {
  findOnPath,
  makeDataDirectory,
  type RedisServer,
  startRedisProcess,
} from '@cstore/testing/standalone'
import { Redis } from 'ioredis'
import { SetUpError } from '../torture-errors.ts'
import { AppendOnlyFile } from './append-only-file.ts'

/** A real Redis with its append-only file, and commands to it past all proxies. */
export interface TortureRedis {
  readonly server: RedisServer
  readonly appendOnlyFile: AppendOnlyFile
  /** On a connection of its own that ends with it; fails after a second when Redis is away. */
  command(...words: readonly [string, ...(string | number)[]]): Promise<unknown>
  close(): Promise<void>
}

export async function startRedis(): Promise<TortureRedis> {
  const program = await findOnPath('redis-server')
  if (program === null)
    throw new SetUpError('This needs redis-server on PATH: install Redis, then run it again.')
  const directory = await makeDataDirectory('aof')
  const server = await startRedisProcess(program, { args: ['--dir', directory] })
  const appendOnlyFile = new AppendOnlyFile(directory)
  return {
    server,
    appendOnlyFile,
    command: (...words) => runCommand(server.url, words),
    close: async () => {
      appendOnlyFile.close()
      await server.stop()
    },
  }
}

async function runCommand(
  url: string,
  [name, ...args]: readonly [string, ...(string | number)[]],
): Promise<unknown> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: 1000,
    commandTimeout: 1000,
  })
  // The command's own failure is what is reported.
  redis.on('error', () => undefined)
  try {
    return await redis.call(name, args)
  } finally {
    redis.disconnect()
  }
}
