import { Command } from 'commander'
import { UsageError } from '../../cli-errors.ts'
import type { Context } from '../../context.ts'
import type { OutputOptions } from '../../output/output-options.ts'
import { readProfiles, requireProfile, writeProfiles } from '../../profiles/profile-file.ts'
import { addTellingOptions, tellProfiles } from '../../profiles/tell-profiles.ts'

interface UseOptions extends OutputOptions {
  readonly none?: true
}

export function useCommand(context: Context): Command {
  const command = new Command('use')
    .description(
      'Use a profile from now on, where neither an option nor CSTORE_URL names a server.',
    )
    .argument('[name]', 'name of the profile')
    .option('--none', 'use none')
  return addTellingOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  cstore profiles use production\n  cstore profiles use --none',
    )
    .action((name: string | undefined, options: UseOptions) => use(name, options, context))
}

async function use(name: string | undefined, options: UseOptions, context: Context): Promise<void> {
  if ((name === undefined) === (options.none !== true)) {
    throw new UsageError('Give the name of a profile, or --none.')
  }
  const profiles = await readProfiles(context.environment)
  const profile = name === undefined ? null : requireProfile(profiles, name)
  await writeProfiles({ ...profiles, current: name ?? null }, context.environment)
  const sentence = profile ? `${name} is in use: ${profile.url}.` : 'No profile is in use.'
  await tellProfiles({ json: { inUse: name ?? null }, sentence }, options, context)
}
