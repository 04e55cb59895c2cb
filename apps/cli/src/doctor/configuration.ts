import { ConfigError, loadConfig, VARIABLES, type Config } from '@cstore/config'
import type { Environment } from '../environment.ts'
import { fail, ok, warn, type Check } from './check.ts'

/** Those of this command, of `npm test` and of nothing else. */
const OTHERS = /^CSTORE_(?:URL|API_KEY|REQUIRE_SERVICES|TEST_.*)$/u

export interface Configuration {
  /** Null: `serve` would not start with it. */
  readonly config: Config | null
  readonly checks: readonly Check[]
}

/** The variables as `cstore serve` would read them from here. Values are not shown. */
export function checkConfiguration(environment: Environment): Configuration {
  const names = Object.values(VARIABLES).map(({ name }) => name)
  const unknown = Object.keys(environment)
    .filter((name) => name.startsWith('CSTORE_') && !names.includes(name) && !OTHERS.test(name))
    .map((name) => warn('variables', `${name} is set, but there is no such variable`, CORRECT))
  try {
    const config = loadConfig(environment)
    const set = names.filter((name) => (environment[name] ?? '') !== '')
    const said = set.length === 0 ? 'none is set' : `set: ${set.join(', ')}`
    const read = ok('variables', `${said}; all others have their defaults`)
    return { config, checks: [read, ...unknown, ...advice(config)] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const problems = error.problems.map((problem) =>
      fail('variables', withoutDot(problem), CORRECT),
    )
    return { config: null, checks: [...problems, ...unknown] }
  }
}

const CORRECT = 'Correct it: the README lists all variables. "cstore serve" reads them.'

/** Combinations that work, but not as one might think. */
function advice({ mongodbUri, redisUrl, adminKey }: Config): Check[] {
  const alone = warn(
    'cache',
    'MONGODB_URI is set and REDIS_URL is not: the cache is coherent for a single process only',
    'Set REDIS_URL before more than one process writes to this database.',
  )
  const keyless = warn(
    'admin key',
    'CSTORE_ADMIN_KEY is not set: only keys that were made earlier work',
    'Set it for the first start, and make keys with "cstore keys create".',
  )
  if (mongodbUri === undefined) return []
  return [...(redisUrl === undefined ? [alone] : []), ...(adminKey === undefined ? [keyless] : [])]
}

function withoutDot(sentence: string): string {
  return sentence.replace(/\.$/u, '')
}
