import { Command } from 'commander'
import type { Context } from '../../context.ts'
import type { OutputOptions } from '../../output/output-options.ts'
import { readProfiles, requireProfile, writeProfiles } from '../../profiles/profile-file.ts'
import { addTellingOptions, tellProfiles } from '../../profiles/tell-profiles.ts'

export function removeCommand(context: Context): Command {
  const command = new Command('remove')
    .description(
      'Forget a profile and its key. The key itself stays good: "cstore keys revoke" ends it.',
    )
    .argument('<name>', 'name of the profile')
  return addTellingOptions(command)
    .addHelpText('after', '\nExample:\n  cstore profiles remove production')
    .action((name: string, options: OutputOptions) => remove(name, options, context))
}

async function remove(name: string, options: OutputOptions, context: Context): Promise<void> {
  const profiles = await readProfiles(context.environment)
  requireProfile(profiles, name)
  const byName = new Map(profiles.byName)
  byName.delete(name)
  const current = profiles.current === name ? null : profiles.current
  await writeProfiles({ current, byName }, context.environment)
  await tellProfiles(
    { json: { name, removed: true }, sentence: `${name} is removed.` },
    options,
    context,
  )
}
