/** One run: start everything, load it, break it, stop it, judge what the clients saw. */
import { setTimeout as delay } from 'node:timers/promises'
import { startLoad } from './clients/start-load.ts'
import { type Crash, startCluster } from './cluster/cluster.ts'
import { faultsNamed } from './faults/catalogue.ts'
import type { FaultRecord } from './faults/fault.ts'
import { injectFaults } from './faults/inject-faults.ts'
import { planFaults } from './faults/plan.ts'
import { checkHistory, type Violation } from './history/check-history.ts'
import type { Operation } from './history/operation.ts'
import { Recorder } from './history/recorder.ts'
import type { TortureOptions } from './options.ts'
import { Random } from './random.ts'

export interface TortureResult {
  readonly options: TortureOptions
  readonly operations: readonly Operation[]
  readonly violations: readonly Violation[]
  readonly faults: readonly FaultRecord[]
  readonly crashes: readonly Crash[]
  /** From the first operation to the last of the load, on the history's clock. */
  readonly startMs: number
  readonly endMs: number
}

export interface Watcher {
  /** Ends the run early; what was seen by then is judged. */
  readonly signal: AbortSignal
  readonly tell: (line: string) => void
}

/** @throws TortureError when there is nothing to judge. */
export async function runTorture(
  options: TortureOptions,
  { signal, tell }: Watcher,
): Promise<TortureResult> {
  const faults = faultsNamed(options.faults)
  tell(`starting Redis, MongoDB and ${options.processes} × ${options.engine}`)
  const cluster = await startCluster(options)
  try {
    const recorder = new Recorder()
    const load = await startLoad({ options, pods: cluster.pods, recorder })
    const startMs = performance.now()
    const { seconds, processes, seed } = options
    const plan = planFaults(faults, { seconds, processes, random: Random.of(seed, 'plan') })
    const injected = injectFaults({
      plan,
      cluster,
      seconds,
      signal,
      operations: load.operations,
      keys: load.keys,
      tell: (record) => tell(lineFor(record, startMs)),
    })
    await Promise.all([injected, delay(seconds * 1000, undefined, { signal }).catch(() => null)])
    const endMs = performance.now()
    await load.finish()
    tell(`checking ${recorder.operations.length} operations`)
    const violations = checkHistory(recorder.operations)
    const { operations } = recorder
    const records = await injected
    return {
      options,
      operations,
      violations,
      faults: records,
      crashes: cluster.crashes,
      startMs,
      endMs,
    }
  } finally {
    await cluster.close()
  }
}

function lineFor({ name, process, startMs, endMs, note }: FaultRecord, zeroMs: number): string {
  const from = ((startMs - zeroMs) / 1000).toFixed(1).padStart(6)
  const lasted = ((endMs - startMs) / 1000).toFixed(2)
  const whom = process === 'all' ? '' : ` of process ${process}`
  return `${from} s  ${name}${whom}, ${lasted} s${note === '' ? '' : `: ${note}`}`
}
