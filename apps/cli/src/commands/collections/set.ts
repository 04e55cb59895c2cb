import { Command } from 'commander'
import { UsageError } from '../../cli-errors.ts'
import {
  addSettingsOptions,
  changedSettings,
  saysAnything,
  type SettingsOptions,
} from '../../collections/settings-options.ts'
import type { Context } from '../../context.ts'
import { collection } from '../../option-values.ts'
import type { OutputOptions } from '../../output/output-options.ts'
import { write, writeJson } from '../../output/write.ts'
import { addServerOptions, type ServerOptions } from '../../server/server-options.ts'
import { useClient } from '../../server/use-client.ts'

type SetOptions = ServerOptions & SettingsOptions & OutputOptions

export function setCommand(context: Context): Command {
  const command = new Command('set')
    .description(
      'Change settings of a collection. What no option says stays as it is; with --file it gets its default.',
    )
    .argument('<collection>', 'the collection', collection)
    .option('--json', 'print {"name", "settings"} on one line')
    .option('--quiet', 'show errors only')
  return addServerOptions(addSettingsOptions(command))
    .addHelpText(
      'after',
      '\nExamples:\n  cstore collections set movies --ttl 10m --no-public-read\n' +
        '  cstore collections set movies --file settings.json\n' +
        '  cstore collections set movies --schema movie.schema.json --validate',
    )
    .action((name: string, options: SetOptions) => set(name, options, context))
}

async function set(name: string, options: SetOptions, context: Context): Promise<void> {
  if (!saysAnything(options)) {
    throw new UsageError('Nothing to set: give a setting, such as --ttl 10m, or --file.')
  }
  const { validate = false } = options
  const changed = await useClient(options, context, async (client) => {
    const { settings } = await client.settings(name)
    const wanted = await changedSettings(settings, options, context.stdin)
    return client.putSettings(name, wanted, { validate })
  })
  if (options.json) await writeJson(context.stdout, changed)
  else if (!options.quiet) await write(context.stderr, `The settings of ${name} are changed.\n`)
}
