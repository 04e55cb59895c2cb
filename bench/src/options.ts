import { Command, InvalidArgumentError } from 'commander'
import { SCENARIOS } from './scenarios/index.ts'
import type { Scenario } from './scenarios/scenario.ts'

export interface BenchOptions {
  readonly scenarios: readonly Scenario[]
  readonly others: ReadonlySet<OtherScenario>
  /** In a file that is imported. */
  readonly documents: number
  /** In the largest collection. */
  readonly many: number
  readonly rounds: number
  readonly pacedRounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
  readonly connections: number
  readonly keys: number
  /** Not enough time: not worth keeping. */
  readonly isQuick: boolean
  /** Not all scenarios, or not as they are: not worth keeping. */
  readonly isPartial: boolean
  /** A MongoDB in place of the embedded server. */
  readonly mongodb?: string | undefined
  /** The bundle of another build of CStore. */
  readonly other?: string | undefined
  /** Folder for CPU profiles of CStore. */
  readonly profile?: string | undefined
}

interface GivenOptions {
  readonly quick?: true
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
  readonly mongodb?: string
  readonly other?: string
  readonly profile?: string
}

/** Measured otherwise than by rates; `cdn` and `import` begin servers of their own. */
const OTHERS = ['stampede', 'start-up', 'cdn', 'import'] as const
type OtherScenario = (typeof OTHERS)[number]

/** `import` alone takes as long as all the rest. */
const BY_NAME_ONLY: ReadonlySet<OtherScenario> = new Set(['cdn', 'import'])

const QUICK = {
  rounds: 1,
  pacedRounds: 1,
  seconds: 0.15,
  warmUpSeconds: 0,
  connections: 16,
  keys: 100,
  documents: 1000,
  many: 2000,
}
const FULL = { warmUpSeconds: 1, keys: 1000, documents: 100_000, many: 1_000_000 }
const MOST_PACED_ROUNDS = 3

export function parseOptions(argv: readonly string[]): BenchOptions {
  const names = [...SCENARIOS.map(({ name }) => name), ...OTHERS]
  const command = new Command('bench')
    .description('Measure CStore beside the limits of its parts and beside others, in one run.')
    .argument('[scenarios...]', `some of: ${names.join(', ')} (default: all but cdn and import)`)
    .option('--quick', 'a moment of each, cdn and import too: shows that they work, nothing else')
    .option('--rounds <n>', 'rounds per scenario', positive, 5)
    .option('--seconds <n>', 'seconds per round', positive, 1)
    .option('--connections <n>', 'connections that are always busy', positive, 64)
    .option('--mongodb <uri>', 'a MongoDB to use in place of the embedded server; it is written to')
    .option('--other <bundle>', 'another build of CStore (its cstore.js) to measure beside this')
    .option('--profile <folder>', 'write CPU profiles of CStore there; slows it down')
    .parse(argv)
  const { quick, rounds, seconds, connections, ...given } = command.opts<GivenOptions>()
  const isQuick = quick === true
  const pacedRounds = Math.min(rounds, MOST_PACED_ROUNDS)
  return {
    ...chosen(command.args, isQuick),
    ...given,
    isQuick,
    isPartial: command.args.length > 0 || given.profile !== undefined,
    ...(isQuick ? QUICK : { ...FULL, rounds, pacedRounds, seconds, connections }),
  }
}

function chosen(
  names: readonly string[],
  isQuick: boolean,
): Pick<BenchOptions, 'scenarios' | 'others'> {
  const isAll = names.length === 0
  const others = OTHERS.filter((name) =>
    isAll ? isQuick || !BY_NAME_ONLY.has(name) : names.includes(name),
  )
  const underLoad = names.filter((name) => !OTHERS.some((other) => other === name))
  const scenarios = isAll ? SCENARIOS : underLoad.map(scenarioNamed)
  return { scenarios, others: new Set(others) }
}

function scenarioNamed(name: string): Scenario {
  const scenario = SCENARIOS.find((one) => one.name === name)
  if (scenario) return scenario
  throw new InvalidArgumentError(`There is no scenario ${name}.`)
}

function positive(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new InvalidArgumentError('Expected a whole number above 0.')
}
