import type { Redis } from 'ioredis'
import { nodeClient, type ClientOptions } from './clients.ts'
import { ClusterLink } from './cluster-link.ts'
import { ClusterScout } from './cluster-scout.ts'
import type { RedisLinks } from './redis-link.ts'
import type { RedisAddress } from './redis-address.ts'

export interface LinkOptions {
  readonly connection: ClientOptions
  readonly onError: () => void
}

const MAP_MS = 1000
const NO_MAP_MS = 100

/** Both links of a cluster, by one map that is drawn anew every second and after every surprise. */
export class ClusterLinks implements RedisLinks {
  readonly data: ClusterLink
  readonly fences: ClusterLink
  readonly #scout: ClusterScout
  readonly #onError: () => void
  #timer: NodeJS.Timeout | undefined
  #looking = false
  #closed = false

  constructor(address: RedisAddress, options: LinkOptions) {
    this.#scout = new ClusterScout(address)
    this.#onError = options.onError
    const link = (): ClusterLink =>
      new ClusterLink({
        open: (node): Redis =>
          nodeClient(address, node, options.connection).on('error', options.onError),
        onSuspicion: () => void this.#look(),
      })
    this.data = link()
    this.fences = link()
    void this.#look()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#scout.close()
    this.data.close()
    this.fences.close()
  }

  async #look(): Promise<void> {
    if (this.#looking || this.#closed) return
    this.#looking = true
    clearTimeout(this.#timer)
    const map = await this.#scout.look()
    this.#looking = false
    if (this.#closed) return this.#scout.close()
    if (map) for (const link of [this.data, this.fences]) link.use(map)
    else this.#onError()
    const waitMs = this.data.identity() === null ? NO_MAP_MS : MAP_MS
    this.#timer = setTimeout(() => void this.#look(), waitMs * (0.5 + Math.random())).unref()
  }
}
