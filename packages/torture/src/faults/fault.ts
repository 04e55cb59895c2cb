import type { Operations } from '../clients/operations.ts'
import type { KeySpace } from '../clients/key-space.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { Pod } from '../cluster/pod.ts'
import type { Random } from '../random.ts'

/** What a fault may work with. */
export interface Scene {
  readonly cluster: Cluster
  readonly operations: Operations
  readonly keys: KeySpace
  /** The process that was drawn, for faults that befall one. */
  readonly pod: Pod
  readonly random: Random
  /** Keeps the fault up for a time drawn between two bounds, milliseconds; shorter in short runs. */
  readonly hold: (lowMs: number, highMs: number) => Promise<void>
}

export interface Fault {
  readonly name: string
  /** Whom it befalls: one process drawn by the seed, or all. */
  readonly scope: 'one' | 'all'
  /** Some processes reach Redis while others do not. */
  readonly partialPartition?: true
  /** What nothing else may disturb meanwhile. */
  readonly claims: readonly Claim[]
  /** Begins and ends the fault; nothing of it is left when it settles. Answers what to note. */
  readonly inject: (scene: Scene) => Promise<string | undefined>
}

export type Claim = 'process' | 'redis link' | 'mongo link' | 'redis'

/** One fault as it was. Times are milliseconds of the history's clock. */
export interface FaultRecord {
  readonly name: string
  readonly process: number | 'all'
  readonly partialPartition: boolean
  readonly startMs: number
  /** Infinity while it goes on. */
  endMs: number
  note: string
}
