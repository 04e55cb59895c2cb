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
import { measureBulk } from './bulk/measure-bulk.ts'
import { measureCdn } from './cdn/measure-cdn.ts'
import { Closers } from './closers.ts'
import { ownGenerator } from './load/own-generator.ts'
import type { LoadGenerator } from './load/load.ts'
import { wrk } from './load/wrk.ts'
import { measureSpeed } from './measure-speed.ts'
import type { BenchOptions } from './options.ts'
import { bulkPreamble } from './report/preamble.ts'

const CLI = resolve(import.meta.dirname, '..', '..', 'apps', 'cli')
const BUNDLE = join(CLI, 'dist', 'cstore.js')
const RESULTS = resolve(import.meta.dirname, '..', 'results')

/** Starts everything, measures, prints the tables and keeps them, and leaves nothing running. */
export async function runBench(options: BenchOptions): Promise<void> {
  const { scenarios, others } = options
  const runDirectory = await openRunDirectory()
  // Ends what was started even if this process is killed.
  watchRunDirectory(runDirectory)
  const withSpeed = scenarios.length > 0 || others.has('stampede') || others.has('start-up')
  try {
    if (withSpeed || others.has('import')) await build()
    if (withSpeed) await inTurn(options, benchSpeed)
    if (others.has('import')) await inTurn(options, benchBulk)
    if (others.has('cdn')) await inTurn(options, benchCdn)
  } finally {
    await closeRunDirectory(runDirectory)
  }
}

type Bench = (options: BenchOptions, closers: Closers) => Promise<void>

/** What one has started takes no time of the next. */
async function inTurn(options: BenchOptions, bench: Bench): Promise<void> {
  const closers = new Closers()
  try {
    await bench(options, closers)
  } finally {
    await closers.closeAll()
  }
}

async function benchSpeed(options: BenchOptions, closers: Closers): Promise<void> {
  const load = await loadGenerator(options)
  const bundles = { bundle: BUNDLE, otherBundle: otherBundleOf(options) }
  const { report, plot } = await measureSpeed({ ...options, ...bundles, load, say, closers })
  process.stdout.write(`\n${report}\n`)
  if (options.isPartial || options.isQuick) return
  await keep('speed.md', report)
  await keep('speed.svg', plot)
}

async function benchBulk(options: BenchOptions, closers: Closers): Promise<void> {
  const { other, profile, isQuick } = options
  const otherBundle = otherBundleOf(options)
  const table = await measureBulk({ ...options, bundle: BUNDLE, otherBundle, say }, closers)
  const report = `${bulkPreamble(options)}\n${table}\n`
  process.stdout.write(`\n${report}\n`)
  if (!isQuick && !other && profile === undefined) await keep('import.md', report)
}

async function benchCdn(options: BenchOptions, closers: Closers): Promise<void> {
  const load = await loadGenerator(options)
  const report = await measureCdn({ ...options, load, say }, closers)
  process.stdout.write(`\n${report}\n`)
  if (!options.isQuick) await keep('cdn.md', report)
}

/** What production runs is measured: one file, not the sources. */
async function build(): Promise<void> {
  say('building the bundle')
  await promisify(execFile)(process.execPath, [join(CLI, 'build.mjs')])
}

function otherBundleOf({ other }: BenchOptions): string | undefined {
  return other === undefined ? undefined : resolve(other)
}

/** wrk knows no less than a second. */
async function loadGenerator({ isQuick }: BenchOptions): Promise<LoadGenerator> {
  const command = isQuick ? null : await findOnPath('wrk')
  return command === null ? ownGenerator : wrk(command, await makeDataDirectory('load'))
}

async function keep(name: string, report: string): Promise<void> {
  await mkdir(RESULTS, { recursive: true })
  await writeFile(join(RESULTS, name), report)
  say(`written to bench/results/${name}`)
}

function say(what: string): void {
  process.stderr.write(`${what}\n`)
}
