import { Command } from 'commander'
import { type Verified, verifyReleases } from '@cstore/assets'
import { count } from '../amounts.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'

interface VerifyOptions {
  readonly target: string
  readonly all?: true
  readonly json?: true
  readonly quiet?: true
}

export function verifyCommand(context: Context): Command {
  return new Command('verify')
    .description(
      'Read everything that was published, and compare it with its manifest: every file, and what its ' +
        'compressed copies hold. Changes nothing.',
    )
    .requiredOption('--target <dir>', 'folder that the CDN serves')
    .option('--all', 'earlier releases too')
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'show errors only')
    .addHelpText('after', '\nExit codes: 0 whole, 1 damaged, 2 it could not be read.')
    .addHelpText('after', '\nExample:\n  cstore-assets verify --target /srv/cstore --all')
    .action(async (options: VerifyOptions) => {
      const { target, all = false } = options
      report(await verifyReleases({ target, all }), { options, context })
    })
}

function report(
  { releases }: Verified,
  { options, context }: { options: VerifyOptions; context: Context },
): void {
  if (options.json) context.stdout.write(`${JSON.stringify(releases)}\n`)
  for (const { release, files, problems, isCurrent } of releases) {
    for (const problem of problems) context.stderr.write(`${release}: ${problem}\n`)
    if (problems.length > 0) context.exitCode = EXIT.damaged
    else if (!options.quiet) {
      const served = isCurrent ? ' It is served.' : ''
      context.stderr.write(`${release} is whole: ${count(files, 'file')}.${served}\n`)
    }
  }
}
