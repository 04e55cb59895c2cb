/** Carries out a plan: begins each fault at its time, later if something else holds what it needs. */
import { setTimeout as delay } from 'node:timers/promises'
import type { KeySpace } from '../clients/key-space.ts'
import type { Operations } from '../clients/operations.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { Random } from '../random.ts'
import { TortureError } from '../torture-errors.ts'
import type { FaultRecord } from './fault.ts'
import type { PlannedFault } from './plan.ts'

export interface Injection {
  readonly plan: readonly PlannedFault[]
  readonly cluster: Cluster
  readonly operations: Operations
  readonly keys: KeySpace
  readonly seconds: number
  /** Ends what is held, and begins nothing more. */
  readonly signal: AbortSignal
  readonly tell: (record: FaultRecord) => void
}

const pollMs = 10
/** No fault takes more of a run than this. */
const longestShare = 1 / 6

/** Resolves when all faults are over. */
export async function injectFaults(injection: Injection): Promise<FaultRecord[]> {
  const { plan, signal, seconds } = injection
  const startedMs = performance.now()
  const records: FaultRecord[] = []
  const claimed = new Set<string>()
  const running: Promise<void>[] = []
  let failed = false
  for (const planned of plan) {
    await sleep(startedMs + planned.atMs - performance.now(), signal)
    const needed = claimsOf(planned, injection.cluster.pods.length)
    while (!signal.aborted && needed.some((claim) => claimed.has(claim))) await delay(pollMs)
    const late = performance.now() - startedMs > seconds * 1000
    if (failed || signal.aborted || (late && !planned.required)) continue
    for (const claim of needed) claimed.add(claim)
    const injected = inject(planned, { injection, records }).finally(() => {
      for (const claim of needed) claimed.delete(claim)
    })
    // Thrown below, once all faults are over; until then nothing new begins.
    injected.catch(() => (failed = true))
    running.push(injected)
  }
  await Promise.all(running)
  return records
}

function claimsOf({ fault, process }: PlannedFault, pods: number): string[] {
  const processes = fault.scope === 'one' ? [process] : Array.from({ length: pods }, (_, n) => n)
  return fault.claims.flatMap((claim) =>
    claim === 'redis' ? [claim] : processes.map((index) => `${claim} ${index}`),
  )
}

async function inject(
  { fault, process, seed }: PlannedFault,
  { injection, records }: { injection: Injection; records: FaultRecord[] },
): Promise<void> {
  const { cluster, operations, keys, seconds, signal, tell } = injection
  const pod = cluster.pods[process]
  if (pod === undefined) throw new RangeError('Expected the index of a process')
  const random = new Random(seed)
  const record: FaultRecord = {
    name: fault.name,
    process: fault.scope === 'one' ? process : 'all',
    partialPartition: fault.partialPartition === true,
    startMs: performance.now(),
    endMs: Infinity,
    note: '',
  }
  records.push(record)
  const hold = (lowMs: number, highMs: number): Promise<void> => {
    const longestMs = Math.max(lowMs, Math.min(highMs, seconds * 1000 * longestShare))
    return sleep(random.between(lowMs, longestMs), signal)
  }
  try {
    record.note = (await fault.inject({ cluster, operations, keys, pod, random, hold })) ?? ''
  } catch (cause) {
    throw new TortureError('CSTORE_TORTURE_FAULT_FAILED', `${fault.name} could not be injected`, {
      cause,
    })
  } finally {
    record.endMs = performance.now()
    tell(record)
  }
}

/** Resolves early, and does not fail, when the run is stopped. */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal }).catch(() => undefined)
}
