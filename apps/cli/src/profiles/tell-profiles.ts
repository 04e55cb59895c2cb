import type { Command } from 'commander'
import type { Context } from '../context.ts'
import type { OutputOptions } from '../output/output-options.ts'
import { write, writeJson } from '../output/write.ts'
import type { Profile, Profiles } from './profile-file.ts'

export function addTellingOptions(command: Command): Command {
  return command
    .option('--json', 'print what has changed as JSON on one line')
    .option('--quiet', 'show errors only')
}

/** Says what has changed: a sentence for people, JSON for scripts. */
export async function tellProfiles(
  changed: { readonly json: object; readonly sentence: string },
  options: OutputOptions,
  { stdout, stderr }: Context,
): Promise<void> {
  if (options.json) await writeJson(stdout, changed.json)
  else if (!options.quiet) await write(stderr, `${changed.sentence}\n`)
}

/** What may be seen of a profile. */
export function shownProfile(name: string, { url, key }: Profile, current: Profiles['current']) {
  return { name, url, hasKey: key !== undefined, inUse: name === current }
}
