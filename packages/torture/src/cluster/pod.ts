/**
 * One API process behind proxies of its own: what is done to its proxies happens to this process
 * alone. It keeps its port when it is killed and started again, as a pod keeps its name.
 */
import {
  FaultProxy,
  onFreePort,
  type ServerProcess,
  type ServerSpec,
  startServerProcess,
} from '@cstore/testing/standalone'

export interface PodAddresses {
  readonly port: number
  readonly redisUrl: string
  readonly mongodbUri: string
  readonly database: string
}

export interface PodPlan {
  readonly index: number
  readonly redisUrl: string
  readonly mongodbUri: string
  readonly database: string
  readonly specOf: (addresses: PodAddresses) => ServerSpec
  /** Told when the process ends though nobody killed it, with the end of its log. */
  readonly onCrash: (pod: Pod, log: string) => void
}

export class Pod {
  readonly index: number
  readonly redis: FaultProxy
  readonly mongo: FaultProxy
  readonly port: number
  #server: ServerProcess
  #running = true
  readonly #start: () => Promise<ServerProcess>
  readonly #onCrash: (log: string) => void

  private constructor(
    plan: PodPlan,
    parts: { redis: FaultProxy; mongo: FaultProxy; port: number; server: ServerProcess },
  ) {
    this.index = plan.index
    this.redis = parts.redis
    this.mongo = parts.mongo
    this.port = parts.port
    this.#start = () => startServerProcess(specFor(plan, parts))
    this.#onCrash = (log) => plan.onCrash(this, log)
    this.#server = parts.server
    this.#watch()
  }

  static async start(plan: PodPlan): Promise<Pod> {
    const redis = await FaultProxy.start(targetOf(plan.redisUrl))
    const mongo = await FaultProxy.start(targetOf(plan.mongodbUri))
    const started = await onFreePort(async (port) => ({
      port,
      server: await startServerProcess(specFor(plan, { redis, mongo, port })),
    }))
    return new Pod(plan, { redis, mongo, ...started })
  }

  /** False from when it is killed until it listens again. */
  get running(): boolean {
    return this.#running
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#server.kill(signal)
  }

  /** SIGKILL; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#running = false
    await this.#server.end()
  }

  async restart(): Promise<void> {
    await this.kill()
    this.#server = await this.#start()
    this.#running = true
    this.#watch()
  }

  async close(): Promise<void> {
    await this.kill()
    await Promise.all([this.redis.close(), this.mongo.close()])
  }

  #watch(): void {
    void this.#tellOfCrash(this.#server)
  }

  async #tellOfCrash(server: ServerProcess): Promise<void> {
    const log = await server.ended
    if (this.#running && this.#server === server) this.#onCrash(log)
  }
}

function specFor(
  plan: PodPlan,
  { redis, mongo, port }: { redis: FaultProxy; mongo: FaultProxy; port: number },
): ServerSpec {
  const redisUrl = redis.addressFor(plan.redisUrl)
  // A replica set's members would be found by their own addresses, past the proxy.
  const direct = new URL(mongo.addressFor(plan.mongodbUri))
  direct.searchParams.set('directConnection', 'true')
  if (direct.pathname === '') direct.pathname = '/'
  return plan.specOf({ port, redisUrl, mongodbUri: direct.href, database: plan.database })
}

function targetOf(address: string): { host: string; port: number } {
  const { hostname, port } = new URL(address)
  const usual = address.startsWith('redis') ? 6379 : 27_017
  return { host: hostname, port: port === '' ? usual : Number(port) }
}
