import type { Command } from 'commander'
import { DEFAULTS, type PruneOptions } from '@cstore/assets'
import type { Context } from '../context.ts'
import { duration, wholeNumber } from '../option-values.ts'

export interface RetentionOptions {
  readonly target: string
  readonly keep: number
  readonly grace?: number
  readonly wait?: number
  readonly json?: true
  readonly quiet?: true
}

const DAY_MS = 86_400_000

export function addRetentionOptions(command: Command): Command {
  return command
    .requiredOption('--target <dir>', 'folder that the CDN serves')
    .option(
      '--keep <n>',
      'how many earlier releases stay at least',
      wholeNumber(1000),
      DEFAULTS.keep,
    )
    .option(
      '--grace <time>',
      `how long everything stays after it was replaced, like 12h (default: ${DEFAULTS.graceMs / DAY_MS}d)`,
      duration,
    )
    .option(
      '--wait <time>',
      `how long to wait for another publisher (default: ${DEFAULTS.lockWaitMs / 1000}s)`,
      duration,
    )
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'show errors only')
}

export function pruneOptions(options: RetentionOptions, { stderr }: Context): PruneOptions {
  const { target, keep, grace = DEFAULTS.graceMs, wait = DEFAULTS.lockWaitMs } = options
  const onWait = (publisher: string): void => {
    if (!options.quiet) stderr.write(`Waiting for another publisher (${publisher}) …\n`)
  }
  return { target, keep, graceMs: grace, lockWaitMs: wait, onWait }
}
