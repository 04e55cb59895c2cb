import { Command } from 'commander'
import type { Context } from '../context.ts'
import { tellWritten, WRITTEN_AS_JSON } from '../documents/tell-written.ts'
import { JSON_SOURCE, readJsonObject } from '../input/read-json.ts'
import { collection } from '../option-values.ts'
import type { OutputOptions } from '../output/output-options.ts'
import { write } from '../output/write.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'

interface CreateOptions extends ServerOptions, OutputOptions {
  readonly idempotencyKey?: string
}

export function createCommand(context: Context): Command {
  const command = new Command('create')
    .summary('create a document and print its id')
    .description('Create a document and print its id: its own if it has one, else a new one.')
    .argument('<collection>', 'its collection', collection)
    .argument('<document>', JSON_SOURCE)
    .option('--idempotency-key <key>', 'the same command, repeated with this, creates nothing more')
    .option('--json', WRITTEN_AS_JSON)
    .option('--quiet', 'print the id and errors only')
  return addServerOptions(command)
    .addHelpText(
      'after',
      `\nExamples:\n  cstore create movies '{"title": "Brazil"}'\n` +
        '  cstore create movies movie.json --idempotency-key "$ORDER_ID"',
    )
    .action((...given: Given) => create(given, context))
}

type Given = [name: string, source: string, options: CreateOptions]

async function create([name, source, options]: Given, context: Context): Promise<void> {
  const document = await readJsonObject(source, { stdin: context.stdin, what: 'document' })
  const { idempotencyKey } = options
  const written = await useClient(options, context, (client) =>
    client
      .collection(name)
      .create(document, idempotencyKey === undefined ? {} : { idempotencyKey }),
  )
  await tellWritten(written, { collection: name, what: 'created', options }, context)
  if (!options.json) await write(context.stdout, `${written.document.id}\n`)
}
