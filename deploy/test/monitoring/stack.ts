/** All that is watched, and who watches it: the real programs with what is shipped, without a cluster. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FaultProxy, startCdn, testMongo } from '@cstore/testing'
import { makeDataDirectory } from '@cstore/testing/standalone'
import { copyDeploy } from '../../src/deploy-copy.ts'
import { parseObject, textAt } from '../../src/kubernetes-object.ts'
import { type ShippedRedis, startShippedRedis } from '../shipped-redis.ts'
import { type ApiProcess, startApiProcess } from './api-process.ts'
import { startNginxExporter, startRedisExporter } from './exporters.ts'
import { putUnderLoad } from './load.ts'
import { type Pod, type Prometheus, startPrometheus } from './prometheus.ts'

export interface Stack {
  readonly prometheus: Prometheus
  readonly redis: ShippedRedis
  readonly apis: readonly [ApiProcess, ApiProcess]
  /** In front of MongoDB. */
  readonly mongoProxy: FaultProxy
  /** Where everything that is scraped shows its metrics. */
  readonly metricsUrls: readonly string[]
  stop(): Promise<void>
}

export async function startStack(): Promise<Stack> {
  const closers: (() => Promise<void>)[] = []
  const closing = <T>(made: T, close: (made: T) => Promise<void>): T => {
    closers.push(() => close(made))
    return made
  }
  const stop = async (): Promise<void> => {
    for (const close of closers.toReversed()) await close()
  }
  try {
    return { ...(await startAll(closing)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Closing = <T>(made: T, close: (made: T) => Promise<void>) => T

async function startAll(closing: Closing): Promise<Omit<Stack, 'stop'>> {
  const copy = closing(await copyDeploy(), (made) => made.remove())
  const redis = closing(await startShippedRedis(copy), (made) => made.stop())
  const mongo = closing(await testMongo(), (made) => made.close())
  const { hostname, port } = new URL(mongo.uri)
  const mongoProxy = closing(
    await FaultProxy.start({ host: hostname, port: Number(port) }),
    (made) => made.close(),
  )
  const backends = {
    mongoUri: direct(mongoProxy.addressFor(mongo.uri)),
    database: mongo.database,
    redisUrl: `redis://cstore:${await redis.password('app-password')}@127.0.0.1:${redis.port}`,
  }
  const first = closing(await startApiProcess(backends), (made) => made.stop())
  const second = closing(await startApiProcess(backends), (made) => made.stop())
  const root = await makeDataDirectory('published')
  const cdn = closing(await startCdn({ root }), (made) => made.stop())
  const redisExporter = closing(
    await startRedisExporter({
      port: redis.port,
      user: 'exporter',
      password: await redis.password('exporter-password'),
    }),
    (made) => made.stop(),
  )
  const nginxExporter = closing(await startNginxExporter(cdn.statusOrigin), (made) => made.stop())
  const pods = await Promise.all([
    podOf('api', { app: 'cstore-api', name: 'cstore-api-1', port: first.port }),
    podOf('api', { app: 'cstore-api', name: 'cstore-api-2', port: second.port }),
    podOf('redis-exporter', {
      app: 'redis-exporter',
      name: 'redis-exporter-1',
      port: redisExporter.port,
    }),
    podOf('cdn', { app: 'cstore-cdn', name: 'cstore-cdn-1', port: nginxExporter.port }),
  ])
  const prometheus = closing(await startPrometheus(copy, pods), (made) => made.stop())
  closing(await putUnderLoad([first.url, second.url], cdn.origin), (made) => made.stop())
  const metricsUrls = [
    ...pods.map((pod) => `http://127.0.0.1:${pod.port}${pod.path}`),
    `${prometheus.url}/metrics`,
  ]
  return { prometheus, redis, apis: [first, second], mongoProxy, metricsUrls }
}

/** Or the driver goes on to the addresses that members of a replica set tell it. */
function direct(uri: string): string {
  const address = new URL(uri)
  address.searchParams.set('directConnection', 'true')
  return address.href
}

/** With the path that the shipped workload is annotated with. */
async function podOf(folder: string, pod: Omit<Pod, 'path'>): Promise<Pod> {
  const file = join(import.meta.dirname, '..', '..', 'base', folder, 'deployment.yaml')
  const deployment = parseObject(await readFile(file, 'utf8'))
  return {
    ...pod,
    path: textAt(deployment, 'spec template metadata annotations prometheus.io/path'),
  }
}
