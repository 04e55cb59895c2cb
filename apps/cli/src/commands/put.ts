import { Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { ID } from '../documents/document-names.ts'
import { tellWritten, WRITTEN_AS_JSON } from '../documents/tell-written.ts'
import { JSON_SOURCE, readJsonObject } from '../input/read-json.ts'
import { collection, entityTag } from '../option-values.ts'
import type { OutputOptions } from '../output/output-options.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'

interface PutOptions extends ServerOptions, OutputOptions {
  readonly ifMatch?: string
  readonly ifAbsent?: true
}

export function putCommand(context: Context): Command {
  const command = new Command('put')
    .summary('replace a document, or create it')
    .description('Replace a document, or create it under this id.')
    .argument('<collection>', 'its collection', collection)
    .argument('<id>', ID)
    .argument('<document>', JSON_SOURCE)
    .option(
      '--if-match <etag>',
      'only if it still has this ETag; *: only if it is there',
      entityTag,
    )
    .addOption(new Option('--if-absent', 'only if it is not there').conflicts('ifMatch'))
    .option('--json', WRITTEN_AS_JSON)
    .option('--quiet', 'show errors only')
  return addServerOptions(command)
    .addHelpText(
      'after',
      `\nExamples:\n  cstore put movies brazil '{"title": "Brazil", "year": 1985}'\n` +
        '  cstore put movies brazil brazil.json --if-absent\n' +
        '  jq .movie all.json | cstore put movies brazil -',
    )
    .action((...given: Given) => put(given, context))
}

type Given = [name: string, id: string, source: string, options: PutOptions]

async function put([name, id, source, options]: Given, context: Context): Promise<void> {
  const document = await readJsonObject(source, { stdin: context.stdin, what: 'document' })
  const { ifMatch, ifAbsent = false } = options
  const condition = ifMatch === undefined ? { ifAbsent } : { ifMatch }
  const written = await useClient(options, context, (client) =>
    client.collection(name).put(id, document, condition),
  )
  const what = written.created ? 'created' : 'replaced'
  await tellWritten(written, { collection: name, what, options }, context)
}
