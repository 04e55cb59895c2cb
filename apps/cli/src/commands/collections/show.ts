import { Command } from 'commander'
import { collectionText } from '../../collections/settings-view.ts'
import type { Context } from '../../context.ts'
import { collection } from '../../option-values.ts'
import { write, writeJson } from '../../output/write.ts'
import { addServerOptions, type ServerOptions } from '../../server/server-options.ts'
import { useClient } from '../../server/use-client.ts'

interface ShowOptions extends ServerOptions {
  readonly json?: true
}

export function showCommand(context: Context): Command {
  const command = new Command('show')
    .description('Show the settings of a collection, and the state of its indexes.')
    .argument('<collection>', 'the collection', collection)
    .option('--json', 'print {"name", "settings", "indexes"} on one line')
  return addServerOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  cstore collections show movies\n' +
        '  cstore collections show movies --json | jq .settings > settings.json',
    )
    .action((name: string, options: ShowOptions) => show(name, options, context))
}

async function show(name: string, options: ShowOptions, context: Context): Promise<void> {
  const { stdout } = context
  const info = await useClient(options, context, (client) => client.settings(name))
  await (options.json ? writeJson(stdout, info) : write(stdout, collectionText(info, stdout)))
}
