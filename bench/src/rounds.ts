/**
 * Measures contenders in turn, round by round (A B C A B C …): what else the machine does
 * changes from second to second, and hits all of them alike this way. Ratios are what counts.
 *
 * First every contender is asked as fast as it answers; then, for latencies, at a fixed share of what
 * it could do, by requests that come whether or not the server is done with those before.
 */
import { BenchError } from './bench-errors.ts'
import { runLoad } from './load/generator/run-load.ts'
import type { Latencies, LoadGenerator, LoadResult, LoadSpec } from './load/load.ts'
import type { Process } from './servers/contender.ts'
import { usageOf } from './servers/usage.ts'
import { median } from './statistics.ts'
import type { Target } from './target.ts'

export interface RoundOptions {
  readonly load: LoadGenerator
  readonly connections: number
  readonly rounds: number
  /** Of those, with a fixed rate. */
  readonly pacedRounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
  /** Told what is being measured. */
  readonly onProgress: (what: string) => void
}

/** Medians over the rounds, except where the name says otherwise. */
export interface Measurement extends Latencies {
  readonly key: string
  readonly title: string
  readonly isReference: boolean
  /** What rates and costs count: documents, where a request asks for many. */
  readonly unit: 'requests' | 'documents'
  readonly perSecond: number
  readonly slowest: number
  readonly fastest: number
  /** Of the server, user and system; NaN where the system does not tell. */
  readonly cpuMicros: number
  readonly residentBytes: number
}

interface Sample {
  readonly requestsPerSecond: number
  readonly cpuMicrosPerRequest: number
  readonly residentBytes: number
}

/** Of the rate that a contender can do. */
export const PACE = 0.7

/** Of a processor; above it the generator is late by itself. */
const MOST_BUSY = 0.85

export async function measure(
  targets: readonly Target[],
  options: RoundOptions,
): Promise<Measurement[]> {
  for (const target of options.warmUpSeconds > 0 ? targets : []) {
    options.onProgress(`warm-up: ${target.title}`)
    await run(target, options, options.warmUpSeconds)
  }
  const samples = await inTurns(targets, options, {
    what: 'round',
    rounds: options.rounds,
    take: (target) => takeSample(target, options),
  })
  const rates = new Map(
    targets.map((target) => [target, median(samples.get(target)?.map(rateOf) ?? [])]),
  )
  const latencies = await inTurns(targets, options, {
    what: 'fixed rate, round',
    rounds: options.pacedRounds,
    take: (target) =>
      takeLatencies(target, { options, perSecond: (rates.get(target) ?? 0) * PACE }),
  })
  return targets.map((target) =>
    summary(target, { samples: samples.get(target) ?? [], latencies: latencies.get(target) ?? [] }),
  )
}

interface Turns<Result> {
  readonly what: string
  readonly rounds: number
  readonly take: (target: Target) => Promise<Result>
}

async function inTurns<Result>(
  targets: readonly Target[],
  { onProgress }: RoundOptions,
  { what, rounds, take }: Turns<Result>,
): Promise<Map<Target, Result[]>> {
  const taken = new Map(targets.map((target): [Target, Result[]] => [target, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const [target, list] of taken) {
      onProgress(`${what} ${round} of ${rounds}: ${target.title}`)
      list.push(await take(target))
    }
  }
  return taken
}

async function takeSample(target: Target, options: RoundOptions): Promise<Sample> {
  const before = await usageOfAll(target)
  const { requests, seconds } = await run(target, options, options.seconds)
  const after = await usageOfAll(target)
  return {
    requestsPerSecond: requests / seconds,
    cpuMicrosPerRequest: ((after.cpuMs - before.cpuMs) * 1000) / requests,
    residentBytes: after.residentBytes,
  }
}

async function run(target: Target, options: RoundOptions, seconds: number): Promise<LoadResult> {
  const processes = processesOf(target)
  const spec = {
    ...specOf(target),
    connections: Math.ceil(options.connections / processes.length),
    seconds,
  }
  const results = await Promise.all(
    processes.map(({ origin }) => options.load.run(Object.assign({ origin }, spec))),
  )
  const requests = sum(results.map((result) => result.requests))
  const failures = sum(results.map((result) => result.failures))
  checkCounts(target, { requests, failures })
  return { requests, failures, seconds: Math.max(...results.map((result) => result.seconds)) }
}

async function takeLatencies(
  target: Target,
  { options, perSecond }: { options: RoundOptions; perSecond: number },
): Promise<Latencies> {
  const { origin } = target.server
  const shared = perSecond / processesOf(target).length
  const { connections, seconds } = options
  const spec = { ...specOf(target), origin, connections, seconds, perSecond: shared }
  const result = await runLoad(spec)
  checkCounts(target, result)
  if (result.busy > MOST_BUSY) options.onProgress('the generator is near its own limit')
  return result
}

function specOf({ requests, expected }: Target): Pick<LoadSpec, 'requests' | 'refused'> {
  return { requests, refused: expected.status >= 400 }
}

function checkCounts({ title }: Target, { requests, failures }: Omit<LoadResult, 'seconds'>): void {
  if (requests === 0) throw new BenchError(`${title}: not one complete answer.`)
  if (failures === 0) return
  throw new BenchError(`${title}: ${failures} of ${requests} requests failed.`)
}

function processesOf({ server }: Target): readonly Process[] {
  return [server, ...(server.peers ?? [])]
}

async function usageOfAll(target: Target): Promise<{ cpuMs: number; residentBytes: number }> {
  const all = await Promise.all(processesOf(target).map(({ pid }) => usageOf(pid)))
  return {
    cpuMs: sum(all.map((one) => one?.cpuMs ?? Number.NaN)),
    residentBytes: sum(all.map((one) => one?.residentBytes ?? Number.NaN)),
  }
}

interface Taken {
  readonly samples: readonly Sample[]
  readonly latencies: readonly Latencies[]
}

function summary(
  { key, title, isReference, documentsPerRequest = 1 }: Target,
  { samples, latencies }: Taken,
): Measurement {
  const rates = samples.map((sample) => rateOf(sample) * documentsPerRequest)
  return {
    key,
    title,
    isReference,
    unit: documentsPerRequest === 1 ? 'requests' : 'documents',
    perSecond: median(rates),
    slowest: Math.min(...rates),
    fastest: Math.max(...rates),
    p50Ms: median(latencies.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(latencies.map(({ p99Ms }) => p99Ms)),
    p999Ms: median(latencies.map(({ p999Ms }) => p999Ms)),
    cpuMicros: median(samples.map((sample) => sample.cpuMicrosPerRequest)) / documentsPerRequest,
    residentBytes: median(samples.map((sample) => sample.residentBytes)),
  }
}

function rateOf({ requestsPerSecond }: Sample): number {
  return requestsPerSecond
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
