import type { Redis } from 'ioredis'
import { CheckedNode } from './checked-node.ts'

/** A way to all data: one connection to a single server, or one to every master of a cluster. */
export interface RedisLink {
  /** Whose data is behind it; null while that is not known of every server. */
  identity(): string | null
  /** Called whenever the identity may have changed. */
  onChange(listener: () => void): void
  /** The server that holds a key. @throws TierUnavailableError when it is not known. */
  nodeOf(key: string): CheckedNode
  /** Equal for keys that one script may touch; the same number says nothing about other links. */
  slotOf(key: string): number
  nodes(): readonly CheckedNode[]
  close(): void
}

/** Two links to the same data. */
export interface RedisLinks {
  readonly data: RedisLink
  readonly fences: RedisLink
  close(): void
}

/** One server: given by its address, or the master that Sentinel names at the moment. */
export class SingleLink implements RedisLink {
  readonly #node: CheckedNode
  readonly #listeners: (() => void)[] = []

  constructor(options: { client: Redis; leavesReplicas: boolean }) {
    const onChange = (): void => this.#listeners.forEach((listener) => listener())
    this.#node = new CheckedNode({ ...options, onChange })
  }

  identity(): string | null {
    return this.#node.identity()
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  nodeOf(): CheckedNode {
    return this.#node
  }

  slotOf(): number {
    return 0
  }

  nodes(): readonly CheckedNode[] {
    return [this.#node]
  }

  close(): void {
    this.#node.close()
  }
}
