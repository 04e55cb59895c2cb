import type { Redis } from 'ioredis'
import { CONNECT_TIMEOUT_MS, connectionOptions, nodeClient } from './clients.ts'
import { parseClusterSlots, type ClusterMap } from './cluster-map.ts'
import type { HostAndPort, RedisAddress } from './redis-address.ts'

/**
 * Asks one node of the cluster after the other for the map, over a connection of its own, and
 * stays with the first that knows it. A node that has lost the majority says so and is left.
 */
export class ClusterScout {
  readonly #address: RedisAddress
  #known: readonly HostAndPort[] = []
  #client: Redis | null = null
  #host = ''

  constructor(address: RedisAddress) {
    this.#address = address
  }

  /** Null when no node can tell. Never throws. */
  async look(): Promise<ClusterMap | null> {
    const map = (await this.#ask()) ?? (await this.#askOthers())
    if (map) this.#known = map.nodes
    return map
  }

  close(): void {
    this.#client?.disconnect()
    this.#client = null
  }

  async #askOthers(): Promise<ClusterMap | null> {
    for (const node of [...this.#known, ...this.#address.hosts]) {
      this.close()
      this.#host = node.host
      this.#client = nodeClient(this.#address, node, {
        ...connectionOptions(CONNECT_TIMEOUT_MS),
        retryStrategy: () => null,
      })
      this.#client.on('error', () => undefined)
      await this.#client.connect().catch(() => undefined)
      const map = await this.#ask()
      if (map) return map
    }
    return null
  }

  async #ask(): Promise<ClusterMap | null> {
    try {
      const info = await this.#client?.cluster('INFO')
      if (typeof info !== 'string' || !/^cluster_state:ok\b/m.test(info)) return null
      return parseClusterSlots(await this.#client?.cluster('SLOTS'), this.#host)
    } catch {
      return null
    }
  }
}
