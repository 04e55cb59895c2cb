/** CStore beside the limits of its parts and beside others: the scenarios, one after another. */
import { BenchError } from './bench-errors.ts'
import type { Closers } from './closers.ts'
import { Dataset } from './data/dataset.ts'
import type { LoadGenerator } from './load/load.ts'
import type { BenchOptions } from './options.ts'
import { goalsTable } from './report/goals.ts'
import { resultTable, type ScenarioResult } from './report/markdown.ts'
import { plot } from './report/plot.ts'
import { preamble, speedNotes } from './report/preamble.ts'
import { measure } from './rounds.ts'
import { type Scenario, withOtherBuild } from './scenarios/scenario.ts'
import { type Backends, startBackends } from './servers/backends.ts'
import { Contenders } from './servers/contenders.ts'
import { measureStampede } from './stampede/measure-stampede.ts'
import { measureStartUp, type StartUpResult } from './start-up/measure-start-up.ts'
import { makeTarget, type Target } from './target.ts'

export interface SpeedOptions extends BenchOptions {
  readonly bundle: string
  readonly otherBundle?: string | undefined
  readonly load: LoadGenerator
  readonly closers: Closers
  readonly say: (what: string) => void
}

export interface SpeedReport {
  /** Markdown. */
  readonly report: string
  /** SVG. */
  readonly plot: string
}

interface Context {
  readonly options: SpeedOptions
  readonly contenders: Contenders
  readonly dataset: Dataset
  readonly tables: string[]
  readonly results: ScenarioResult[]
}

const PLOTTED: ReadonlySet<string> = new Set(['hit-2kb', 'near', 'list', 'miss', 'write', 'mixed'])

export async function measureSpeed(options: SpeedOptions): Promise<SpeedReport> {
  const { closers, load, others } = options
  const backends = await startBackends(options)
  const contenders = new Contenders({ ...options, backends, closers })
  const { origin } = await contenders.get('cstore')
  const dataset = new Dataset({ ...options, ...backends, origin })
  const context: Context = { options, contenders, dataset, tables: [], results: [] }
  for (const scenario of options.scenarios) {
    await attempt(context, scenario.title, () => measureScenario(scenario, context))
  }
  if (others.has('stampede')) {
    await attempt(context, 'Stampede', () => measureStampede({ ...options, contenders, dataset }))
  }
  const startUp = others.has('start-up') ? await startUpOf(context, backends) : undefined
  const { results, tables } = context
  return {
    report: [
      preamble('Speed, side by side', { ...options, load: load.name }),
      speedNotes(options),
      `${goalsTable({ scenarios: results, startMs: startUp?.startMs })}\n`,
      ...tables,
    ].join('\n'),
    plot: plot(results.filter(({ name }) => PLOTTED.has(name))),
  }
}

async function startUpOf(context: Context, backends: Backends): Promise<StartUpResult | undefined> {
  let result: StartUpResult | undefined
  await attempt(context, 'Start-up', async () => {
    result = await measureStartUp({ ...context.options, backends })
    return result.table
  })
  return result
}

/** What fails says so in place of its table; the others are measured all the same. */
async function attempt(
  { tables, options }: Context,
  title: string,
  work: () => Promise<string>,
): Promise<void> {
  try {
    tables.push(await work())
  } catch (error) {
    if (!(error instanceof BenchError)) throw error
    process.exitCode = 1
    options.say(`FAILED: ${error.message}`)
    tables.push(`### ${title}\n\nFAILED: ${error.message}\n`)
  }
}

async function measureScenario(scenario: Scenario, context: Context): Promise<string> {
  const { options, results } = context
  const { name, title } = scenario
  const targets = await targetsOf(scenario, context)
  const measurements = await measure(targets, {
    ...options,
    connections: scenario.connections ?? options.connections,
    onProgress: (what) => options.say(`${name}, ${what}`),
  })
  const result = { name, title, measurements }
  results.push(result)
  const missing = scenario.entries.length > targets.length ? OPTIONAL_MISSING : ''
  return resultTable(result) + missing
}

const OPTIONAL_MISSING = '\nParse Server was not measured: it could not be installed or started.\n'

async function targetsOf(scenario: Scenario, context: Context): Promise<Target[]> {
  const { options } = context
  const compared = options.other === undefined ? scenario : withOtherBuild(scenario)
  const targets: Target[] = []
  for (const entry of compared.entries) {
    const isOptional = entry.contender === 'parse-server'
    // Its installation takes longer than all of a quick run.
    if (isOptional && options.isQuick) continue
    const made = makeTarget(entry, { ...context, scenario: compared })
    const target = await (isOptional ? made.catch((error: unknown) => told(options, error)) : made)
    if (target) targets.push(target)
  }
  return targets
}

/** A product of others that cannot be had here fails nothing. */
function told({ say }: SpeedOptions, error: unknown): null {
  say(`Parse Server: ${error instanceof Error ? error.message : String(error)}`)
  return null
}
