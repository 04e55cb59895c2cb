/** Everything a run starts: Redis, MongoDB and the API processes, each behind its own proxies. */
import { engineSpec } from '../engines/engine.ts'
import type { TortureOptions } from '../options.ts'
import { startMongo, type TortureMongo } from './mongo.ts'
import { Pod } from './pod.ts'
import { startRedis, type TortureRedis } from './redis.ts'

export interface Crash {
  readonly atMs: number
  readonly process: number
  /** The end of its log. */
  readonly log: string
}

export interface Cluster {
  readonly redis: TortureRedis
  readonly mongo: TortureMongo
  readonly pods: readonly Pod[]
  /** Processes that ended though nobody killed them. */
  readonly crashes: readonly Crash[]
  close(): Promise<void>
}

export async function startCluster(options: TortureOptions): Promise<Cluster> {
  const closers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer()
  }
  const crashes: Crash[] = []
  try {
    const redis = await startRedis()
    closers.push(() => redis.close())
    const mongo = await startMongo(options.mongodbUri)
    closers.push(() => mongo.close())
    const pods: Pod[] = []
    for (let index = 0; index < options.processes; index += 1) {
      const pod = await Pod.start({
        index,
        redisUrl: redis.server.url,
        mongodbUri: mongo.uri,
        database: mongo.database,
        specOf: (addresses) => engineSpec(options, addresses),
        onCrash: (crashed, log) => {
          crashes.push({ atMs: performance.now(), process: crashed.index, log })
          // The run goes on with it; the report tells of the crash.
          void crashed.restart().catch(() => undefined)
        },
      })
      closers.push(() => pod.close())
      pods.push(pod)
    }
    return { redis, mongo, pods, crashes, close }
  } catch (error) {
    await close()
    throw error
  }
}
