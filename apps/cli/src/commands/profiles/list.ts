import { Command } from 'commander'
import type { Context } from '../../context.ts'
import type { OutputOptions } from '../../output/output-options.ts'
import { table } from '../../output/table.ts'
import { write, writeJson } from '../../output/write.ts'
import { readProfiles } from '../../profiles/profile-file.ts'
import { shownProfile } from '../../profiles/tell-profiles.ts'

export function listCommand(context: Context): Command {
  const command = new Command('list')
    .description('List the profiles; keys are not shown.')
    .option('--json', 'print {"profiles"} on one line')
  return command
    .addHelpText('after', '\nExample:\n  cstore profiles list')
    .action((options: OutputOptions) => list(options, context))
}

async function list(options: OutputOptions, context: Context): Promise<void> {
  const { stdout, stderr, environment } = context
  const { current, byName } = await readProfiles(environment)
  const all = [...byName].map(([name, profile]) => shownProfile(name, profile, current))
  if (options.json) return writeJson(stdout, { profiles: all })
  if (all.length === 0)
    return write(stderr, 'There are no profiles yet. "cstore profiles add" makes one.\n')
  const columns = ['NAME', 'URL', 'KEY', 'IN USE'].map((title) => ({ title }))
  const rows = all.map(({ name, url, hasKey, inUse }) => [
    name,
    url,
    hasKey ? 'yes' : 'none',
    inUse ? 'yes' : '',
  ])
  await write(stdout, table(columns, rows, { output: stdout, maxCell: 100 }))
}
