/** One run: start everything, load it, break it, stop it, judge what the clients saw. */
import { setTimeout as delay } from 'node:timers/promises'
import { startLoad } from './clients/start-load.ts'
import { type Cluster, type Crash, startCluster } from './cluster/cluster.ts'
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
  watcher: Watcher,
): Promise<TortureResult> {
  watcher.tell(`starting Redis, MongoDB and ${options.processes} × ${options.engine}`)
  const cluster = await startCluster(options)
  try {
    const seen = await loadAndBreak(options, { cluster, ...watcher })
    watcher.tell(`checking ${seen.operations.length} operations`)
    const violations = checkHistory(seen.operations)
    return { ...seen, options, violations, crashes: cluster.crashes }
  } finally {
    await cluster.close()
  }
}

type Seen = Pick<TortureResult, 'operations' | 'faults' | 'startMs' | 'endMs'>

async function loadAndBreak(
  options: TortureOptions,
  { cluster, signal, tell }: Watcher & { readonly cluster: Cluster },
): Promise<Seen> {
  const { seconds, processes, seed } = options
  const kinds = faultsNamed(options.faults)
  const plan = planFaults(kinds, {
    seconds,
    everySeconds: options.faultEvery,
    processes,
    random: Random.of(seed, 'plan'),
  })
  const recorder = new Recorder()
  const load = await startLoad({ options, pods: cluster.pods, recorder })
  const startMs = performance.now()
  try {
    const [faults] = await Promise.all([
      injectFaults({
        plan,
        cluster,
        seconds,
        signal,
        operations: load.operations,
        keys: load.keys,
        tell: (record) => tell(lineFor(record, startMs)),
      }),
      delay(seconds * 1000, undefined, { signal }).catch(() => undefined),
    ])
    const endMs = performance.now()
    await load.finish()
    return { operations: recorder.operations, faults, startMs, endMs }
  } finally {
    load.stop()
  }
}

function lineFor({ name, process, startMs, endMs, note }: FaultRecord, zeroMs: number): string {
  const from = ((startMs - zeroMs) / 1000).toFixed(1).padStart(6)
  const lasted = ((endMs - startMs) / 1000).toFixed(2)
  const whom = process === 'all' ? '' : ` of process ${process}`
  return `${from} s  ${name}${whom}, ${lasted} s${note === '' ? '' : `: ${note}`}`
}
