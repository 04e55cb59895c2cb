import { env } from 'node:process'

/** Names to values of the environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The environment of this process. */
export function readEnvironment(): Environment {
  return env
}
