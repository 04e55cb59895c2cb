import { Command } from 'commander'
import type { Context } from '../context.ts'
import { ID, nameOf, notThere } from '../documents/document-names.ts'
import { collection, entityTag } from '../option-values.ts'
import type { OutputOptions } from '../output/output-options.ts'
import { write, writeJson } from '../output/write.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'

interface DeleteOptions extends ServerOptions, OutputOptions {
  readonly ifMatch?: string
}

export function deleteCommand(context: Context): Command {
  const command = new Command('delete')
    .summary('delete a document')
    .description('Delete a document. For a whole collection there is "cstore collections delete".')
    .argument('<collection>', 'its collection', collection)
    .argument('<id>', ID)
    .option('--if-match <etag>', 'only if it still has this ETag', entityTag)
    .option('--json', 'print {"id", "deleted"} on one line')
    .option('--quiet', 'show errors only')
  return addServerOptions(command)
    .addHelpText('after', '\nExample:\n  cstore delete movies brazil')
    .action((...given: Given) => remove(given, context))
}

type Given = [name: string, id: string, options: DeleteOptions]

async function remove([name, id, options]: Given, context: Context): Promise<void> {
  const { ifMatch } = options
  const deleted = await useClient(options, context, (client) =>
    client.collection(name).delete(id, ifMatch === undefined ? {} : { ifMatch }),
  )
  if (!deleted) throw notThere(name, id)
  if (options.json) await writeJson(context.stdout, { id, deleted })
  else if (!options.quiet) await write(context.stderr, `${nameOf(name, id)} is deleted.\n`)
}
