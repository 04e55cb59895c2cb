/**
 * Asks a server over connections that stay open. A request's latency counts from when it was *due*:
 * one that had to wait for a free connection, or for this process, is told as slow as it was for
 * whoever wanted it (no coordinated omission).
 */
import type { Latencies, LoadResult, LoadSpec, PlannedRequest } from '../load.ts'
import { type Arrivals, immediately, Independent } from './arrivals.ts'
import { Connection } from './connection.ts'

export interface GeneratorSpec extends LoadSpec {
  /** Requests that come due in a second; null: whenever a connection is free. */
  readonly perSecond: number | null
}

export interface GeneratorResult extends LoadResult, Latencies {
  /** Share of one processor that this program took. */
  readonly busy: number
}

const TICK_MS = 1
/** After the end, for what came due before it. */
const GRACE_MS = 2000
/** After that, for what has been sent. */
const ANSWER_MS = 5000

export async function runLoad(spec: GeneratorSpec): Promise<GeneratorResult> {
  const run = new Run(spec)
  try {
    await run.connect()
    return await run.measure()
  } finally {
    run.close()
  }
}

class Run {
  readonly #spec: GeneratorSpec
  readonly #requests: readonly Buffer[]
  readonly #connections: Connection[] = []
  readonly #free: Connection[] = []
  readonly #latencies: number[] = []
  readonly #arrivals: Arrivals
  #startedMs = 0
  #sent = 0
  #answered = 0
  #failures = 0
  #problem: Error | null = null

  constructor(spec: GeneratorSpec) {
    this.#spec = spec
    this.#requests = spec.requests.map((request) => bytesOf(request, spec.origin))
    this.#arrivals = spec.perSecond === null ? immediately : new Independent(spec.perSecond)
  }

  async connect(): Promise<void> {
    const events = {
      onAnswer: (connection: Connection, status: number) => this.#take(connection, status),
      onLost: (error: Error) => (this.#problem ??= error),
    }
    while (this.#connections.length < this.#spec.connections) {
      this.#connections.push(await Connection.open(this.#spec.origin, events))
    }
    this.#free.push(...this.#connections)
  }

  async measure(): Promise<GeneratorResult> {
    const before = process.cpuUsage()
    this.#startedMs = performance.now()
    await this.#untilDone()
    const seconds = this.#nowMs() / 1000
    const { user, system } = process.cpuUsage(before)
    return {
      ...percentiles(this.#latencies),
      requests: this.#answered,
      seconds,
      failures: this.#failures + (this.#sent - this.#answered),
      busy: (user + system) / 1e6 / seconds,
    }
  }

  close(): void {
    for (const connection of this.#connections) connection.close()
  }

  #untilDone(): Promise<void> {
    const endMs = this.#endMs
    return new Promise((resolve, reject) => {
      const tick = (): void => {
        this.#pump()
        const nowMs = this.#nowMs()
        if (nowMs > endMs + GRACE_MS) this.#giveUp(nowMs)
        const done = nowMs >= endMs && this.#free.length === this.#connections.length
        if (this.#problem !== null) reject(this.#problem)
        else if (done || nowMs > endMs + GRACE_MS + ANSWER_MS) resolve()
        else setTimeout(tick, TICK_MS)
      }
      tick()
    })
  }

  /** Nobody was free for these so far: they took that long at least. */
  #giveUp(nowMs: number): void {
    for (let dueMs = this.#arrivals.due(nowMs); dueMs < this.#endMs;) {
      this.#latencies.push(nowMs - dueMs)
      this.#arrivals.advance()
      dueMs = this.#arrivals.due(nowMs)
    }
  }

  get #endMs(): number {
    return this.#spec.seconds * 1000
  }

  #nowMs(): number {
    return performance.now() - this.#startedMs
  }

  #take(connection: Connection, status: number): void {
    this.#answered += 1
    this.#latencies.push(this.#nowMs() - connection.dueMs)
    if (status >= 400 !== this.#spec.refused) this.#failures += 1
    this.#free.push(connection)
    this.#pump()
  }

  #pump(): void {
    const nowMs = this.#nowMs()
    for (;;) {
      const dueMs = this.#arrivals.due(nowMs)
      if (dueMs > nowMs || dueMs >= this.#endMs) return
      const connection = this.#free.pop()
      if (connection === undefined) return
      const request = this.#requests[this.#sent++ % this.#requests.length]
      if (request === undefined) return
      this.#arrivals.advance()
      connection.send(request, dueMs)
    }
  }
}

function bytesOf(request: PlannedRequest, origin: string): Buffer {
  const { method = 'GET', path, headers, body } = request
  const fields = { host: new URL(origin).host, ...headers }
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const lines = Object.entries({ ...fields, ...length }).map(([name, value]) => `${name}: ${value}`)
  return Buffer.from([`${method} ${path} HTTP/1.1`, ...lines, '', body ?? ''].join('\r\n'))
}

function percentiles(latencies: readonly number[]): Latencies {
  const sorted = Float64Array.from(latencies).toSorted()
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { p50Ms: at(0.5), p99Ms: at(0.99), p999Ms: at(0.999) }
}
