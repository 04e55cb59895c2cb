import { CStoreError, type CStoreClient } from '@cstore/client'
import { Command } from 'commander'
import type { Context } from '../../context.ts'
import { confirm } from '../../input/confirm.ts'
import { collection } from '../../option-values.ts'
import type { OutputOptions } from '../../output/output-options.ts'
import { write, writeJson } from '../../output/write.ts'
import { shownAddress } from '../../server/server-address.ts'
import { addServerOptions, type ServerOptions } from '../../server/server-options.ts'
import { useClient } from '../../server/use-client.ts'

interface DeleteOptions extends ServerOptions, OutputOptions {
  readonly yes?: true
}

export function deleteCommand(context: Context): Command {
  const command = new Command('delete')
    .description('Delete a collection: its settings, its indexes and all its documents, for good.')
    .argument('<collection>', 'the collection', collection)
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print {"name", "deleted"} on one line')
    .option('--quiet', 'show errors only')
  return addServerOptions(command)
    .addHelpText('after', '\nExample:\n  cstore collections delete movies')
    .action((name: string, options: DeleteOptions) => remove(name, options, context))
}

async function remove(name: string, options: DeleteOptions, context: Context): Promise<void> {
  const deleted = await useClient(options, context, async (client, { url }) => {
    const ask = async (): Promise<string> =>
      `Delete the collection ${name} and ${await howMany(client, name)} at ${shownAddress(url)}?`
    if (!options.yes && !(await confirm(ask, context))) return false
    await client.deleteCollection(name)
    return true
  })
  if (options.json) await writeJson(context.stdout, { name, deleted })
  else if (!deleted) await write(context.stderr, 'Nothing was deleted.\n')
  else if (!options.quiet) await write(context.stderr, `The collection ${name} is deleted.\n`)
}

/** @throws CStoreError when there is no such collection, before anybody is asked. */
async function howMany(client: CStoreClient, name: string): Promise<string> {
  try {
    const { count = 0 } = await client.collection(name).list({ limit: 1, fields: [], count: true })
    return count === 1 ? 'its document' : `its ${count.toLocaleString('en')} documents`
  } catch (error) {
    // Too many to be counted in time, perhaps.
    if (error instanceof CStoreError && error.status >= 500) return 'all its documents'
    throw error
  }
}
