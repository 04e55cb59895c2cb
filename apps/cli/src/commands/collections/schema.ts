import { Command, Option } from 'commander'
import { RefusedError } from '../../cli-errors.ts'
import type { Context } from '../../context.ts'
import { JSON_SOURCE, readJsonObject } from '../../input/read-json.ts'
import { collection } from '../../option-values.ts'
import { write, writeJson, writePretty } from '../../output/write.ts'
import { addServerOptions, type ServerOptions } from '../../server/server-options.ts'
import { useClient } from '../../server/use-client.ts'

interface SchemaOptions extends ServerOptions {
  readonly set?: string
  readonly remove?: true
  readonly validate?: true
  readonly json?: true
}

export function schemaCommand(context: Context): Command {
  const command = new Command('schema')
    .description('Print the JSON Schema (2020-12) of a collection, set it, or remove it.')
    .argument('<collection>', 'the collection', collection)
    .option('--set <schema>', `for what is written from now on: ${JSON_SOURCE}`)
    .option('--validate', 'with --set: refuse it if documents violate it which are there')
    .addOption(new Option('--remove', 'let everything be written').conflicts('set'))
    .option('--json', 'print the schema on one line')
  return addServerOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  cstore collections schema movies\n' +
        '  cstore collections schema movies --set movie.schema.json --validate',
    )
    .action((name: string, options: SchemaOptions) => schema(name, options, context))
}

async function schema(name: string, options: SchemaOptions, context: Context): Promise<void> {
  const { set: source, remove = false, validate = false } = options
  const read = { stdin: context.stdin, what: 'schema' }
  const wanted = source === undefined ? undefined : await readJsonObject(source, read)
  const found = await useClient(options, context, async (client) => {
    const { settings } = await client.settings(name)
    if (!wanted && !remove) return settings.schema
    const { schema: _, ...others } = settings
    const changed = wanted ? { ...others, schema: wanted } : others
    return (await client.putSettings(name, changed, { validate })).settings.schema
  })
  if (remove) return write(context.stderr, `${name} has no schema any more.\n`)
  if (wanted && !options.json) return write(context.stderr, `${name} has a new schema.\n`)
  if (!found) {
    throw new RefusedError(`${name} has no schema.`, { status: 404, retryAfterMs: null })
  }
  await (options.json ? writeJson : writePretty)(context.stdout, found)
}
