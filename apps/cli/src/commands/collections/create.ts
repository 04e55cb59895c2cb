import { CStoreError, type CStoreClient } from '@cstore/client'
import { Command } from 'commander'
import { RefusedError } from '../../cli-errors.ts'
import {
  addSettingsOptions,
  changedSettings,
  type SettingsOptions,
} from '../../collections/settings-options.ts'
import type { Context } from '../../context.ts'
import { collection } from '../../option-values.ts'
import type { OutputOptions } from '../../output/output-options.ts'
import { write, writeJson } from '../../output/write.ts'
import { addServerOptions, type ServerOptions } from '../../server/server-options.ts'
import { useClient } from '../../server/use-client.ts'

type CreateOptions = ServerOptions & SettingsOptions & OutputOptions

export function createCommand(context: Context): Command {
  const command = new Command('create')
    .description('Make a collection. What no option says gets its default.')
    .argument('<collection>', 'its name: a letter, then letters, digits, _ and -', collection)
    .option('--json', 'print {"name", "settings"} on one line')
    .option('--quiet', 'show errors only')
  return addServerOptions(addSettingsOptions(command))
    .addHelpText(
      'after',
      '\nExamples:\n  cstore collections create movies --public-read --index year,title\n' +
        '  cstore collections create people --file settings.json --unique-index email',
    )
    .action((name: string, options: CreateOptions) => create(name, options, context))
}

async function create(name: string, options: CreateOptions, context: Context): Promise<void> {
  const settings = await changedSettings({}, options, context.stdin)
  const made = await useClient(options, context, async (client) => {
    await requireAbsent(client, name)
    return client.putSettings(name, settings)
  })
  if (options.json) await writeJson(context.stdout, made)
  else if (!options.quiet) await write(context.stderr, `The collection ${name} is created.\n`)
}

async function requireAbsent(client: CStoreClient, name: string): Promise<void> {
  try {
    await client.settings(name)
  } catch (error) {
    if (error instanceof CStoreError && error.isNotFound) return
    throw error
  }
  throw new RefusedError(
    `There is a collection ${name} already. "cstore collections set" changes its settings.`,
    { status: 409, retryAfterMs: null },
  )
}
