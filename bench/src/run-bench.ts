import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import {
  closeRunDirectory,
  findOnPath,
  makeDataDirectory,
  openRunDirectory,
  watchRunDirectory,
} from '@cstore/testing/standalone'
import { BenchError } from './bench-errors.ts'
import { measureBulk } from './bulk/measure-bulk.ts'
import { measureCdn } from './cdn/measure-cdn.ts'
import { Closers } from './closers.ts'
import { makeDataset, type Dataset } from './data/dataset.ts'
import { autocannonLoad } from './load/autocannon.ts'
import type { LoadGenerator } from './load/load.ts'
import { wrk } from './load/wrk.ts'
import type { BenchOptions } from './options.ts'
import { resultTable } from './report/markdown.ts'
import { bulkPreamble, hitNotes, preamble } from './report/preamble.ts'
import { measure } from './rounds.ts'
import { withOtherBuild, type Scenario } from './scenarios.ts'
import { startBackends } from './servers/backends.ts'
import { Contenders } from './servers/contenders.ts'
import { makeTarget } from './target.ts'

const CLI = resolve(import.meta.dirname, '..', '..', 'apps', 'cli')
const BUNDLE = join(CLI, 'dist', 'cstore.js')
const RESULTS = resolve(import.meta.dirname, '..', 'results')

/** Starts everything, measures, prints the tables and keeps them, and leaves nothing running. */
export async function runBench(options: BenchOptions): Promise<void> {
  const runDirectory = await openRunDirectory()
  // Ends what was started even if this process is killed.
  watchRunDirectory(runDirectory)
  const closers = new Closers()
  try {
    if (options.scenarios.length > 0 || options.bulk) await build()
    if (options.scenarios.length > 0) await benchHits(options, closers)
    if (options.bulk) await benchBulk(options, closers)
    if (options.cdn) await benchCdn(options, closers)
  } finally {
    await closers.closeAll()
    await closeRunDirectory(runDirectory)
  }
}

async function benchHits(options: BenchOptions, closers: Closers): Promise<void> {
  const report = await measureAll(options, closers)
  if (!options.isPartial && !options.isQuick) await keep('hit.md', report)
}

async function benchBulk(options: BenchOptions, closers: Closers): Promise<void> {
  const { other, profile, isQuick } = options
  const otherBundle = other === undefined ? undefined : resolve(other)
  const table = await measureBulk({ ...options, bundle: BUNDLE, otherBundle, say }, closers)
  const report = `${bulkPreamble(options)}\n${table}\n`
  process.stdout.write(`\n${report}\n`)
  if (!isQuick && !other && profile === undefined) await keep('import.md', report)
}

async function benchCdn(options: BenchOptions, closers: Closers): Promise<void> {
  const load = await loadGenerator()
  const report = await measureCdn({ ...options, load, say }, closers)
  process.stdout.write(`\n${report}\n`)
  if (!options.isQuick) await keep('cdn.md', report)
}

/** What production runs is measured: one file, not the sources. */
async function build(): Promise<void> {
  say('building the bundle')
  await promisify(execFile)(process.execPath, [join(CLI, 'build.mjs')])
}

async function measureAll(options: BenchOptions, closers: Closers): Promise<string> {
  const { keys, other, profile, rounds, seconds, connections } = options
  const bundle = BUNDLE
  const backends = await startBackends({ bundle, closers })
  const otherBundle = other === undefined ? undefined : resolve(other)
  const contenders = new Contenders({ backends, bundle, otherBundle, profile, closers })
  say(`preparing ${keys} documents in every collection`)
  const { origin } = await contenders.get('cstore')
  const dataset = await makeDataset({ origin, redisUrl: backends.redisUrl, keys })
  const load = await loadGenerator()
  const description = { load: load.name, connections, rounds, seconds }
  const tables: string[] = [preamble('Hits, side by side', description), hitNotes(keys)]
  for (const scenario of options.scenarios) {
    const compared = other === undefined ? scenario : withOtherBuild(scenario)
    const table = await tableOf(compared, { options, contenders, dataset, load })
    process.stdout.write(`\n${table}\n`)
    tables.push(table)
  }
  return tables.join('\n')
}

interface ScenarioContext {
  readonly options: BenchOptions
  readonly contenders: Contenders
  readonly dataset: Dataset
  readonly load: LoadGenerator
}

/** A scenario that fails says so in place of its table; the others are measured all the same. */
async function tableOf(scenario: Scenario, context: ScenarioContext): Promise<string> {
  try {
    return await measureScenario(scenario, context)
  } catch (error) {
    if (!(error instanceof BenchError)) throw error
    process.exitCode = 1
    return `### ${scenario.title}\n\nFAILED: ${error.message}\n`
  }
}

async function measureScenario(
  scenario: Scenario,
  { options, contenders, dataset, load }: ScenarioContext,
): Promise<string> {
  const targets = await Promise.all(
    scenario.entries.map((entry) => makeTarget(entry, { scenario, contenders, dataset })),
  )
  const measurements = await measure(targets, {
    ...options,
    load,
    onProgress: (what) => say(`${scenario.name}, ${what}`),
  })
  return resultTable({ title: scenario.title, measurements })
}

async function loadGenerator(): Promise<LoadGenerator> {
  const command = await findOnPath('wrk')
  return command === null ? autocannonLoad : wrk(command, await makeDataDirectory('load'))
}

async function keep(name: string, report: string): Promise<void> {
  await mkdir(RESULTS, { recursive: true })
  await writeFile(join(RESULTS, name), report)
  say(`written to bench/results/${name}`)
}

function say(what: string): void {
  process.stderr.write(`${what}\n`)
}
