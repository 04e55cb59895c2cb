/**
 * One connection to every master of a Redis Cluster, by a map of its slots.
 *
 * ioredis has a cluster client, but it follows MOVED on its own, to servers whose identity nobody
 * has checked, and opens connections when a command needs them. Here a command goes to the node
 * that the map names or fails; an answer that says the map is old has it drawn anew.
 */
import { createHash } from 'node:crypto'
import type { Redis } from 'ioredis'
import { TierUnavailableError } from '../tier-errors.ts'
import { CheckedNode } from './checked-node.ts'
import type { ClusterMap, ClusterMaster } from './cluster-map.ts'
import { keySlot } from './key-slot.ts'
import type { RedisLink } from './redis-link.ts'

export interface ClusterLinkOptions {
  /** A client that is not connected yet. */
  readonly open: (node: ClusterMaster) => Redis
  /** Called when an answer says that the map is old. */
  readonly onSuspicion: () => void
}

export class ClusterLink implements RedisLink {
  readonly #options: ClusterLinkOptions
  readonly #listeners: (() => void)[] = []
  #map: ClusterMap | null = null
  #nodes = new Map<string, CheckedNode>()
  /** In the order of the map's masters. */
  #masters: CheckedNode[] = []
  #fingerprint: string | null = null

  constructor(options: ClusterLinkOptions) {
    this.#options = options
  }

  /** Connects to masters that are new, leaves those that are gone. */
  use(map: ClusterMap): void {
    const nodes = new Map(map.masters.map((master) => [nameOf(master), this.#nodeOf(master)]))
    for (const [name, node] of this.#nodes) if (!nodes.has(name)) node.close()
    this.#nodes = nodes
    this.#masters = [...nodes.values()]
    this.#map = map
    this.#changed()
  }

  /** Every node is looked at each time: one that was lost a moment ago makes all of it null. */
  identity(): string | null {
    return this.#masters.every((node) => node.identity() !== null) ? this.#fingerprint : null
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener)
  }

  nodeOf(key: string): CheckedNode {
    const node = this.#map && this.#masters[this.#map.slots[keySlot(key)] ?? -1]
    if (!node) throw new TierUnavailableError()
    return node
  }

  slotOf(key: string): number {
    return keySlot(key)
  }

  nodes(): readonly CheckedNode[] {
    return this.#masters
  }

  close(): void {
    for (const node of this.#masters) node.close()
  }

  #nodeOf(master: ClusterMaster): CheckedNode {
    const known = this.#nodes.get(nameOf(master))
    if (known) return known
    const client = this.#options.open(master)
    const node = new CheckedNode({
      client,
      nodeId: master.id,
      leavesReplicas: false,
      onChange: () => this.#changed(),
      onSuspicion: this.#options.onSuspicion,
    })
    client.connect().catch(() => undefined)
    return node
  }

  /** The same for every process that sees the same masters, in whatever order. */
  #changed(): void {
    const identities = this.#masters.flatMap((node) => node.identity() ?? [])
    const known = identities.length > 0 && identities.length === this.#masters.length
    this.#fingerprint = known ? fingerprint(identities) : null
    for (const listener of this.#listeners) listener()
  }
}

function nameOf({ id, host, port }: ClusterMaster): string {
  return `${id}@${host}:${port}`
}

function fingerprint(identities: readonly string[]): string {
  const sorted = identities.toSorted((one, other) => (one < other ? -1 : 1))
  return createHash('sha256').update(sorted.join(' ')).digest('base64url')
}
