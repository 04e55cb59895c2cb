/** All clients of a run, from the first operation to the last look at every key. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Pod } from '../cluster/pod.ts'
import type { Recorder } from '../history/recorder.ts'
import type { TortureOptions } from '../options.ts'
import { Random } from '../random.ts'
import { SetUpError } from '../torture-errors.ts'
import { runClient } from './client.ts'
import { HttpCaller, NoAnswerError } from './http-caller.ts'
import { collections, KeySpace } from './key-space.ts'
import { Operations } from './operations.ts'

export interface Load {
  readonly operations: Operations
  readonly keys: KeySpace
  /** Begins no more operations. */
  stop(): void
  /** Lets operations under way end, then reads every key once from every process. */
  finish(): Promise<void>
}

interface LoadPlan {
  readonly options: TortureOptions
  readonly pods: readonly Pod[]
  readonly recorder: Recorder
}

const timeoutMs = 4000
const pauseMs = 2
const readyMs = 20_000
const settlePollMs = 50

export async function startLoad({ options, pods, recorder }: LoadPlan): Promise<Load> {
  const connections = Math.max(2, Math.ceil(options.clients / 2))
  const callers = pods.map(({ port }) => new HttpCaller({ port, connections, timeoutMs }))
  await Promise.all(callers.map((caller, index) => makeReady(caller, index === 0)))
  const operations = new Operations(recorder, callers)
  const keys = new KeySpace(options.keys, Random.of(options.seed, 'keys'))
  const stop = new AbortController()
  // A hung process may hold up some clients, never all of them.
  const processes = (): number[] =>
    pods.flatMap(({ running }, index) => (running && callers[index]?.free === true ? [index] : []))
  const clients = Array.from({ length: options.clients }, (_, index) => {
    const random = Random.of(options.seed, `client ${index}`)
    return runClient({ operations, keys, random, processes, pauseMs }, stop.signal)
  })
  const running = Promise.all(clients)
  // Awaited in `finish`; until then a failure must not end the process.
  running.catch(() => undefined)
  return {
    operations,
    keys,
    stop: () => stop.abort(),
    finish: async () => {
      stop.abort()
      await running
      for (const key of keys.all)
        await Promise.all(pods.map((_, process) => operations.read({ key, process })))
      for (const caller of callers) caller.close()
    },
  }
}

/** Makes the collections, or waits until a process knows them. */
async function makeReady(caller: HttpCaller, first: boolean): Promise<void> {
  const giveUpAt = performance.now() + readyMs
  for (const [name, cache] of Object.entries(collections)) {
    const path = `/collections/${name}`
    if (first) await caller.call({ method: 'PUT', path, body: { cache } })
    while (!(await knows(caller, path))) {
      if (performance.now() > giveUpAt)
        throw new SetUpError(`Expected every process to know the collection ${name} in time`)
      await delay(settlePollMs)
    }
  }
}

async function knows(caller: HttpCaller, path: string): Promise<boolean> {
  try {
    return (await caller.call({ method: 'GET', path })).status === 200
  } catch (error) {
    if (error instanceof NoAnswerError) return false
    throw error
  }
}
