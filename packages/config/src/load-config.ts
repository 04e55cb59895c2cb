import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { ConfigError } from './config-errors.ts'
import { ConfigSchema, type Config } from './config-schema.ts'
import { VARIABLES, type Variable } from './variables.ts'

/** Names to values, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** What means nothing without another. */
const NEEDS: Partial<Record<keyof Config, keyof Config>> = {
  jwtIssuer: 'jwtAudience',
  jwtAudience: 'jwtIssuer',
  jwtJwksUrl: 'jwtIssuer',
  jwtCollectionsClaim: 'jwtIssuer',
}

/**
 * The configuration that an environment asks for, frozen. An empty value means "not set".
 * @throws ConfigError naming every problem at once.
 */
export function loadConfig(environment: Environment = process.env): Config {
  const given = Object.entries(VARIABLES).flatMap(([key, variable]) => {
    const value = read(variable, environment)
    return value === undefined ? [] : [[key, value] as const]
  })
  const config: unknown = Object.freeze(Object.fromEntries(given))
  const alone = Object.keys(NEEDS).flatMap((key) => lonely(key, new Map(given)))
  if (Value.Check(ConfigSchema, config) && alone.length === 0) return config
  throw new ConfigError([...problems(new Map(given), environment), ...alone])
}

function read({ name, default: initial }: Variable, environment: Environment) {
  const text = environment[name] ?? ''
  if (text === '') return initial
  // Only plain digits: Number('0x1f') and Number(' 5 ') are numbers too, and surprises.
  return typeof initial === 'number' && /^\d+$/.test(text) ? Number(text) : text
}

function problems(given: ReadonlyMap<string, unknown>, environment: Environment): string[] {
  const schemas: Record<string, TSchema> = ConfigSchema.properties
  return Object.entries(VARIABLES)
    .filter(([key]) => given.has(key) && !Value.Check(schemas[key] ?? {}, given.get(key)))
    .map(([, variable]) => problem(variable, environment[variable.name] ?? ''))
}

function lonely(key: string, given: ReadonlyMap<string, unknown>): string[] {
  const names: Record<string, Variable> = VARIABLES
  const needs: Record<string, string> = NEEDS
  const other = needs[key] ?? ''
  if (!given.has(key) || given.has(other)) return []
  return [`Expected ${names[other]?.name} to be set too, because ${names[key]?.name} is.`]
}

function problem({ name, expected, secret }: Variable, text: string): string {
  const got = secret === true ? 'something else (not shown)' : JSON.stringify(text.slice(0, 100))
  return `Expected ${name} to be ${expected}, got ${got}.`
}
