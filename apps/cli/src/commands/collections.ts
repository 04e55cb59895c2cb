import { Command } from 'commander'
import type { Context } from '../context.ts'
import { createCommand } from './collections/create.ts'
import { deleteCommand } from './collections/delete.ts'
import { indexesCommand } from './collections/indexes.ts'
import { listCommand } from './collections/list.ts'
import { schemaCommand } from './collections/schema.ts'
import { setCommand } from './collections/set.ts'
import { showCommand } from './collections/show.ts'
import { validateCommand } from './collections/validate.ts'

export function collectionsCommand(context: Context): Command {
  const collections = new Command('collections')
    .summary('list, make, set up and delete collections')
    .description(
      'List, make, set up and delete collections. What changes them needs a key of an administrator.',
    )
  for (const make of [
    listCommand,
    showCommand,
    createCommand,
    setCommand,
    indexesCommand,
    schemaCommand,
    validateCommand,
    deleteCommand,
  ]) {
    collections.addCommand(make(context))
  }
  return collections.addHelpText(
    'after',
    '\nExample:\n  cstore collections create movies --public-read --index year,title',
  )
}
