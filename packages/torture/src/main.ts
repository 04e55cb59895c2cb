/** `pnpm torture`: real processes under faults, and a judgement of what their clients saw. */
import { randomInt } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { closeRunDirectory, openRunDirectory, watchRunDirectory } from '@cstore/testing/standalone'
import { Command, InvalidArgumentError, Option } from 'commander'
import { programs } from './cluster/programs.ts'
import { engineNames } from './engines/engine.ts'
import { catalogue } from './faults/catalogue.ts'
import type { TortureOptions } from './options.ts'
import { formatReport } from './report/report.ts'
import { summarize } from './report/summary.ts'
import { runTorture } from './run-torture.ts'
import { TortureError } from './torture-errors.ts'

interface Given extends Omit<TortureOptions, 'seed' | 'clients' | 'bundle'> {
  readonly seed?: number
  readonly clients?: number
  /** True: the usual place. */
  readonly bundle?: string | true
  readonly report?: string
  readonly expectViolations: boolean
}

const clientsPerProcess = 4
const BUILT = 'apps/cli/dist/cstore.js'

const program = new Command('torture')
  .description('Runs API processes under load and faults, and checks that no read was stale.')
  .addOption(new Option('--engine <name>', 'what to run').choices(engineNames).default('cstore'))
  .addOption(
    new Option('--policy <name>', 'writes while the fence cannot be set')
      .choices(['strict', 'available'])
      .default('available'),
  )
  .option('--processes <n>', 'API processes', wholeNumber, 3)
  .option('--keys <n>', 'documents', wholeNumber, 40)
  .option('--clients <n>', `clients (default: ${clientsPerProcess} for each process)`, wholeNumber)
  .option('--seconds <n>', 'length of the load; longer if faults take it', wholeNumber, 60)
  .option('--faults <names>', 'all, none, or names with commas', faultNames, faultNames('all'))
  .option('--fault-every <seconds>', 'from one fault to the next, on average', seconds, 1.5)
  .option('--seed <n>', 'repeats the plan of a run (default: a new one)', wholeNumber)
  .option('--mongodb-uri <uri>', 'a MongoDB server (default: the embedded one)')
  .option('--bundle [file]', `run a built command (${BUILT}), not the sources`)
  .option('--report <file>', 'write the report there too, as Markdown')
  .option('--expect-violations', 'succeed if there are some, fail if there are none', false)
  .showHelpAfterError()
  .action((given: Given) => torture(given))

await program.parseAsync()
// Everything is closed by now. Left to end by itself, Node.js 24 was seen to hang in its own
// tear-down, about once in thirty runs; this way it has none.
process.stdout.write('', () => process.exit())

async function torture(given: Given): Promise<void> {
  const { seed = randomInt(1_000_000), clients = given.processes * clientsPerProcess } = given
  const { bundle, ...rest } = given
  const built = bundle === true ? programs.bundle : bundle
  const options = { ...rest, seed, clients, ...(built === undefined ? {} : { bundle: built }) }
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      process.exitCode = signal === 'SIGINT' ? 130 : 143
      stop.abort()
    })
  // Whatever happens to this process, nothing that it started is left.
  const directory = await openRunDirectory()
  watchRunDirectory(directory)
  try {
    const result = await runTorture(options, { signal: stop.signal, tell })
    const report = formatReport(result)
    process.stdout.write(report)
    if (given.report !== undefined) await writeFile(given.report, report)
    const found = summarize(result).violations.length + result.crashes.length > 0
    process.exitCode ??= found === given.expectViolations ? 0 : 1
  } catch (error) {
    if (!(error instanceof TortureError)) throw error
    tell(error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message)
    process.exitCode = 2
  } finally {
    await closeRunDirectory(directory)
  }
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`)
}

function seconds(text: string): number {
  const value = Number(text)
  if (value >= 0.1) return value
  throw new InvalidArgumentError('Expected a number of seconds, 0.1 or more.')
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('Expected a whole number.')
  return value
}

function faultNames(text: string): string[] {
  if (text === 'none') return []
  const known = catalogue.map(({ name }) => name)
  const names = text === 'all' ? known : text.split(',')
  const stranger = names.find((name) => !known.includes(name))
  if (stranger !== undefined)
    throw new InvalidArgumentError(`${stranger} is none of ${known.join(', ')}.`)
  return names
}
