import { Command } from 'commander'
import type { Context } from '../context.ts'
import { profileFile } from '../profiles/profile-file.ts'
import { addCommand } from './profiles/add.ts'
import { listCommand } from './profiles/list.ts'
import { removeCommand } from './profiles/remove.ts'
import { useCommand } from './profiles/use.ts'

export function profilesCommand(context: Context): Command {
  const profiles = new Command('profiles')
    .summary('keep servers and their keys under names')
    .description('Keep addresses of servers and keys for them under names, for --profile.')
  for (const make of [addCommand, listCommand, useCommand, removeCommand]) {
    profiles.addCommand(make(context))
  }
  return profiles
    .addHelpText('after', `\nThey are kept in ${profileFile(context.environment)}.`)
    .addHelpText(
      'after',
      '\nExample:\n  cstore profiles add production --url https://cstore.example.com',
    )
}
