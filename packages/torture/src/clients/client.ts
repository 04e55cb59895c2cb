/** One client: an operation after the other, each on any process, with short pauses. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../random.ts'
import type { KeySpace } from './key-space.ts'
import type { Operations, Target } from './operations.ts'

export interface ClientPlan {
  readonly operations: Operations
  readonly keys: KeySpace
  readonly random: Random
  /** Indexes of the processes that may be asked now. */
  readonly processes: () => readonly number[]
  readonly pauseMs: number
}

/** Of 1000 operations; the rest are plain reads. */
const shares = { put: 70, patch: 28, delete: 2, conditionalRead: 100 }
const idleMs = 5

export async function runClient(plan: ClientPlan, signal: AbortSignal): Promise<void> {
  const { random, keys, processes, pauseMs } = plan
  while (!signal.aborted) {
    const askable = processes()
    if (askable.length > 0) await operate(plan, { key: keys.pick(), process: random.pick(askable) })
    await delay(askable.length > 0 ? random.between(0, 2 * pauseMs) : idleMs)
  }
}

async function operate({ operations, keys, random }: ClientPlan, target: Target): Promise<void> {
  const { key } = target
  const draw = random.below(1000)
  if (draw < shares.put) {
    if (key.writable) await operations.put(target).done
    return
  }
  if (draw < shares.put + shares.patch) {
    if (key.writable && key.sighting !== null) await operations.patch(target, key.sighting)
    return
  }
  if (draw < shares.put + shares.patch + shares.delete) {
    if (!key.deletable) return
    if ((await operations.delete(target)) === 'unknown') keys.replace(key)
    return
  }
  await operations.read(target, draw >= 1000 - shares.conditionalRead)
}
