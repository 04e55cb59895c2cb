import type { HostAndPort } from './redis-address.ts'
import { SLOTS } from './key-slot.ts'

export interface ClusterMaster extends HostAndPort {
  readonly id: string
}

/** Which master has which slots, as one node of the cluster sees it. */
export interface ClusterMap {
  readonly masters: readonly ClusterMaster[]
  /** Index into `masters` for every slot. */
  readonly slots: Uint16Array
  /** Masters and replicas: whoever may be asked for the next map. */
  readonly nodes: readonly HostAndPort[]
}

/**
 * Reads the answer of CLUSTER SLOTS: `[first, last, [host, port, id, …], …replicas]` for every range.
 * A node that does not know its own host leaves it out: it is the one that was asked then.
 * Null unless every slot has a master.
 */
export function parseClusterSlots(reply: unknown, askedHost: string): ClusterMap | null {
  const masters: ClusterMaster[] = []
  const nodes = new Map<string, HostAndPort>()
  const slots = new Uint16Array(SLOTS)
  let covered = 0
  for (const range of list(reply)) {
    const [first, last, ...members] = list(range)
    const [master, ...replicas] = members.map((member) => parseNode(member, askedHost))
    if (typeof first !== 'number' || typeof last !== 'number' || !master) return null
    for (const node of [master, ...replicas]) if (node) nodes.set(node.id, node)
    const known = masters.findIndex(({ id }) => id === master.id)
    slots.fill(known < 0 ? masters.push(master) - 1 : known, first, last + 1)
    covered += last - first + 1
  }
  if (covered !== SLOTS) return null
  return { masters, slots, nodes: [...nodes.values()] }
}

function parseNode(node: unknown, askedHost: string): ClusterMaster | null {
  const [host, port, id] = list(node)
  if (typeof port !== 'number' || typeof id !== 'string') return null
  return { host: typeof host === 'string' && host !== '' ? host : askedHost, port, id }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : []
}
