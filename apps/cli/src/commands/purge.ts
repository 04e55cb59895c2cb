import { Command } from 'commander'
import type { Context } from '../context.ts'
import { nameOf } from '../documents/document-names.ts'
import { collection } from '../option-values.ts'
import type { OutputOptions } from '../output/output-options.ts'
import { write, writeJson } from '../output/write.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'

type PurgeOptions = ServerOptions & OutputOptions

export function purgeCommand(context: Context): Command {
  const command = new Command('purge')
    .summary('drop a document or a collection from the cache')
    .description(
      'Drop a document, or all of a collection, from the cache: for after another program has ' +
        'written to MongoDB. What CStore writes needs no purge.',
    )
    .argument('<collection>', 'the collection', collection)
    .argument('[id]', 'only this document; goes behind -- if it begins with a dash')
    .option('--json', 'print {"collection", "id"} on one line')
    .option('--quiet', 'show errors only')
  return addServerOptions(command)
    .addHelpText('after', '\nExamples:\n  cstore purge movies brazil\n  cstore purge movies')
    .action((...given: Given) => purge(given, context))
}

type Given = [name: string, id: string | undefined, options: PurgeOptions]

async function purge([name, id, options]: Given, context: Context): Promise<void> {
  await useClient(options, context, (client) => client.collection(name).purge(id))
  const what = id === undefined ? name : nameOf(name, id)
  if (options.json) await writeJson(context.stdout, { collection: name, id: id ?? null })
  else if (!options.quiet) {
    await write(context.stderr, `${what} is dropped from the cache; the next read asks MongoDB.\n`)
  }
}
