import type { Readable, Writable } from 'node:stream'
import type { Environment } from './environment.ts'

/** A stream that may be a terminal. */
type Input = Readable & { readonly isTTY?: boolean }
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number }

/** What every command gets from the process it runs in. */
export interface Context {
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  readonly environment: Environment
  /** Sets the exit code of the process; the process ends when nothing is left to do. */
  exitWith(code: number): void
}
