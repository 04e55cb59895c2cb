import { Command } from 'commander'
import type { Context } from '../context.ts'
import { ID, notThere } from '../documents/document-names.ts'
import { collection, names } from '../option-values.ts'
import { paint } from '../output/paint.ts'
import { write, writeJson, writePretty } from '../output/write.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'

interface GetOptions extends ServerOptions {
  readonly fields?: readonly string[]
  readonly meta?: true
  readonly fresh?: true
  readonly json?: true
}

export function getCommand(context: Context): Command {
  const command = new Command('get')
    .summary('print a document')
    .description('Print a document. On a terminal, and with --verbose, how it was served as well.')
    .argument('<collection>', 'its collection', collection)
    .argument('<id>', ID)
    .option('--fields <names>', 'only these fields, such as title,cast.name', names)
    .option('--meta', 'add _meta with version and times')
    .option('--fresh', 'read from the database and refresh the cache')
    .option('--json', 'print {"document", "etag", "cacheStatus"} on one line')
  return addServerOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  cstore get movies brazil\n  cstore get movies brazil --json | jq -r .etag\n' +
        '  cstore get movies -- -an-id-with-a-dash',
    )
    .action((...given: Given) => get(given, context))
}

type Given = [name: string, id: string, options: GetOptions]

async function get([name, id, options]: Given, context: Context): Promise<void> {
  const { fields, meta = false, fresh = false } = options
  const found = await useClient(options, context, (client) =>
    client.collection(name).get(id, { ...(fields ? { fields } : {}), meta, fresh }),
  )
  if (!found) throw notThere(name, id)
  const { document, etag, cacheStatus } = found
  if (options.json) return writeJson(context.stdout, { document, etag, cacheStatus })
  await writePretty(context.stdout, document)
  if (context.stderr.isTTY !== true || options.verbose) return
  const served = [
    `ETag: ${etag}`,
    ...(cacheStatus === null ? [] : [`Cache-Status: ${cacheStatus}`]),
  ]
  await write(context.stderr, `${paint('dim', served.join('   '), context.stderr)}\n`)
}
