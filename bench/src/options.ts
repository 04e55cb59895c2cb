import { Command, InvalidArgumentError } from 'commander'
import { SCENARIOS, type Scenario } from './scenarios.ts'

export interface BenchOptions {
  readonly scenarios: readonly Scenario[]
  /** Whether the CDN is measured too. */
  readonly cdn: boolean
  /** Whether import and export are. */
  readonly bulk: boolean
  /** In a file that is imported. */
  readonly documents: number
  readonly rounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
  readonly connections: number
  readonly keys: number
  /** Not enough time: not worth keeping. */
  readonly isQuick: boolean
  /** Not all scenarios, or not as they are: not worth keeping. */
  readonly isPartial: boolean
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
  readonly other?: string
  readonly profile?: string
}

/** Scenarios that are no hits: each begins servers of its own. */
const CDN = 'cdn'
const BULK = 'import'
const WITH_SERVERS_OF_THEIR_OWN = [CDN, BULK]

const QUICK = { rounds: 1, seconds: 1, warmUpSeconds: 1, keys: 100, documents: 2000 }
const FULL = { warmUpSeconds: 3, keys: 1000, documents: 100_000 }

export function parseOptions(argv: readonly string[]): BenchOptions {
  const names = [...SCENARIOS.map(({ name }) => name), ...WITH_SERVERS_OF_THEIR_OWN]
  const command = new Command('bench')
    .description('Measure CStore beside the limits of its parts, in one run.')
    .argument('[scenarios...]', `some of: ${names.join(', ')} (default: all)`)
    .option('--quick', 'one round of one second: shows that the benchmark works, nothing else')
    .option('--rounds <n>', 'rounds per scenario', positive, 5)
    .option('--seconds <n>', 'seconds per round', positive, 4)
    .option('--connections <n>', 'connections that are always busy', positive, 64)
    .option('--other <bundle>', 'another build of CStore (its cstore.js) to measure beside this')
    .option('--profile <folder>', 'write CPU profiles of CStore there; slows it down')
    .parse(argv)
  const given = command.opts<GivenOptions>()
  const isAll = command.args.length === 0
  const hits = command.args.filter((name) => !WITH_SERVERS_OF_THEIR_OWN.includes(name))
  const chosen = hits.map(scenarioNamed)
  const { other, profile, connections, rounds, seconds } = given
  return {
    scenarios: isAll ? SCENARIOS : chosen,
    cdn: isAll || command.args.includes(CDN),
    bulk: isAll || command.args.includes(BULK),
    connections,
    other,
    profile,
    isQuick: given.quick === true,
    isPartial: !isAll || profile !== undefined,
    ...(given.quick ? QUICK : { ...FULL, rounds, seconds }),
  }
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
