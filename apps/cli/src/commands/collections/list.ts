import { Command } from 'commander'
import { collectionTable } from '../../collections/settings-view.ts'
import type { Context } from '../../context.ts'
import { write, writeJson } from '../../output/write.ts'
import { addServerOptions, type ServerOptions } from '../../server/server-options.ts'
import { useClient } from '../../server/use-client.ts'

interface ListOptions extends ServerOptions {
  readonly json?: true
}

export function listCommand(context: Context): Command {
  const command = new Command('list')
    .description('List the collections that the key may see.')
    .option('--json', 'print {"collections"} on one line')
  return addServerOptions(command)
    .addHelpText('after', '\nExample:\n  cstore collections list')
    .action((options: ListOptions) => list(options, context))
}

async function list(options: ListOptions, { stdout, stderr, ...context }: Context): Promise<void> {
  const collections = await useClient(options, { ...context, stdout, stderr }, (client) =>
    client.collections(),
  )
  if (options.json) await writeJson(stdout, { collections })
  else if (collections.length > 0) await write(stdout, collectionTable(collections, stdout))
  else await write(stderr, 'There are no collections yet. "cstore collections create" makes one.\n')
}
