/** From the start of a process to its first good answer. */
import { setTimeout as delay } from 'node:timers/promises'
import { makeDataDirectory } from '@cstore/testing/standalone'
import { BenchError } from '../bench-errors.ts'
import { table, whole } from '../report/markdown.ts'
import type { Backends } from '../servers/backends.ts'
import { startCstore } from '../servers/cstore.ts'
import { usageOf } from '../servers/usage.ts'
import { median } from '../statistics.ts'

export interface StartUpOptions {
  readonly bundle: string
  readonly backends: Backends
  readonly rounds: number
  readonly say: (what: string) => void
}

export interface StartUpResult {
  readonly table: string
  /** Of CStore with MongoDB and Redis, the median. */
  readonly startMs: number
}

interface Start {
  readonly ms: number
  readonly residentBytes: number
}

const POLL_MS = 5
const READY_MS = 20_000

export async function measureStartUp(options: StartUpOptions): Promise<StartUpResult> {
  const { rounds, say } = options
  const withBoth: Start[] = []
  const alone: Start[] = []
  for (let round = 1; round <= rounds; round++) {
    say(`start-up, round ${round} of ${rounds}`)
    withBoth.push(await start(options, {}))
    const CSTORE_DATA_DIR = await makeDataDirectory('start-up')
    alone.push(await start(options, { MONGODB_URI: '', REDIS_URL: '', CSTORE_DATA_DIR }))
  }
  const headings = ['CStore', 'ms to ready', 'fastest–slowest', 'RSS MiB']
  const rows = [row('with MongoDB and Redis', withBoth), row('with nothing configured', alone)]
  return {
    table: `### Start of the process to ready\n\n${table(headings, rows)}\n`,
    startMs: median(withBoth.map(({ ms }) => ms)),
  }
}

function row(title: string, starts: readonly Start[]): string[] {
  const times = starts.map(({ ms }) => ms)
  const resident = median(starts.map(({ residentBytes }) => residentBytes))
  const range = `${whole(Math.min(...times))}–${whole(Math.max(...times))}`
  return [title, whole(median(times)), range, whole(resident / 2 ** 20)]
}

async function start(
  { bundle, backends }: StartUpOptions,
  settings: Readonly<Record<string, string>>,
): Promise<Start> {
  const startedMs = performance.now()
  const quiet = { CSTORE_LOG_LEVEL: 'warn', ...settings }
  const server = await startCstore({ bundle, backends, settings: quiet })
  try {
    await untilReady(`${server.origin}/api/health/ready`)
    const ms = performance.now() - startedMs
    return { ms, residentBytes: (await usageOf(server.pid))?.residentBytes ?? Number.NaN }
  } finally {
    await server.end()
  }
}

async function untilReady(url: string): Promise<void> {
  const deadlineMs = performance.now() + READY_MS
  while (performance.now() < deadlineMs) {
    const answer = await fetch(url).catch(() => null)
    await answer?.arrayBuffer()
    if (answer?.ok) return
    await delay(POLL_MS)
  }
  throw new BenchError(`Expected CStore to be ready within ${READY_MS} ms.`)
}
