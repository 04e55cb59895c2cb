import { Command } from 'commander'
import { pruneReleases } from '@cstore/assets'
import type { Context } from '../context.ts'
import { describePruned } from './describe-pruned.ts'
import { addRetentionOptions, pruneOptions, type RetentionOptions } from './retention-options.ts'

export function pruneCommand(context: Context): Command {
  const command = new Command('prune').description(
    'Remove earlier releases, and the files that no release needs any more. Publishing does it too.',
  )
  return addRetentionOptions(command)
    .addHelpText(
      'after',
      '\nExample:\n  cstore-assets prune --target /srv/cstore --keep 2 --grace 12h',
    )
    .action(async (options: RetentionOptions) => {
      const pruned = await pruneReleases(pruneOptions(options, context))
      if (options.json) context.stdout.write(`${JSON.stringify(pruned)}\n`)
      if (!options.quiet) context.stderr.write(describePruned(pruned))
    })
}
