/**
 * Measures contenders in turn, round by round (A B C A B C …): what else the machine does
 * changes from second to second, and hits all of them alike this way. Ratios are what counts.
 */
import { BenchError } from './bench-errors.ts'
import type { LoadGenerator, LoadResult } from './load/load.ts'
import { usageOf } from './servers/usage.ts'
import { median } from './statistics.ts'
import type { Target } from './target.ts'

export interface RoundOptions {
  readonly load: LoadGenerator
  readonly connections: number
  readonly rounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
  /** Told what is being measured. */
  readonly onProgress: (what: string) => void
}

/** Medians over the rounds, except where the name says otherwise. */
export interface Measurement {
  readonly title: string
  readonly isReference: boolean
  readonly requestsPerSecond: number
  readonly slowest: number
  readonly fastest: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of the server, user and system; NaN where the system does not tell. */
  readonly cpuMicrosPerRequest: number
  readonly residentBytes: number
}

interface Sample {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuMicrosPerRequest: number
  readonly residentBytes: number
}

export async function measure(
  targets: readonly Target[],
  options: RoundOptions,
): Promise<Measurement[]> {
  const samples = targets.map((): Sample[] => [])
  for (const target of targets) {
    options.onProgress(`warm-up: ${target.title}`)
    await run(target, options, options.warmUpSeconds)
  }
  for (let round = 1; round <= options.rounds; round++) {
    for (const [index, target] of targets.entries()) {
      options.onProgress(`round ${round} of ${options.rounds}: ${target.title}`)
      samples[index]?.push(await takeSample(target, options))
    }
  }
  return targets.map((target, index) => summary(target, samples[index] ?? []))
}

async function takeSample(target: Target, options: RoundOptions): Promise<Sample> {
  const before = await usageOf(target.server.pid)
  const { requests, seconds, p50Ms, p99Ms } = await run(target, options, options.seconds)
  const after = await usageOf(target.server.pid)
  const cpuMs = before && after ? after.cpuMs - before.cpuMs : Number.NaN
  return {
    requestsPerSecond: requests / seconds,
    p50Ms,
    p99Ms,
    cpuMicrosPerRequest: (cpuMs * 1000) / requests,
    residentBytes: after?.residentBytes ?? Number.NaN,
  }
}

async function run(
  { title, server, requests }: Target,
  { load, connections }: RoundOptions,
  seconds: number,
): Promise<LoadResult> {
  const result = await load.run({ origin: server.origin, requests, connections, seconds })
  if (result.requests === 0) throw new BenchError(`${title}: not one complete answer.`)
  if (result.failures === 0) return result
  throw new BenchError(`${title}: ${result.failures} of ${result.requests} requests failed.`)
}

function summary({ title, isReference }: Target, samples: readonly Sample[]): Measurement {
  const rates = samples.map(({ requestsPerSecond }) => requestsPerSecond)
  return {
    title,
    isReference,
    requestsPerSecond: median(rates),
    slowest: Math.min(...rates),
    fastest: Math.max(...rates),
    p50Ms: median(samples.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(samples.map(({ p99Ms }) => p99Ms)),
    cpuMicrosPerRequest: median(samples.map((sample) => sample.cpuMicrosPerRequest)),
    residentBytes: median(samples.map((sample) => sample.residentBytes)),
  }
}
