import type { CStoreClient, Query } from '@cstore/client'
import { Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { DocumentTable } from '../documents/document-table.ts'
import { pagesOf } from '../documents/pages.ts'
import { queryOf, type QueryOptions as Asked } from '../documents/query-options.ts'
import { JSON_SOURCE } from '../input/read-json.ts'
import { collection, names, wholeNumber } from '../option-values.ts'
import { paint } from '../output/paint.ts'
import { write, writeJson } from '../output/write.ts'
import { startLaterProgress } from '../progress/progress.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'

interface QueryOptions extends ServerOptions, Asked {
  readonly limit: number
  readonly all?: true
  readonly count?: true
  readonly fresh?: true
  readonly json?: true
}

const DEFAULT_LIMIT = 50

export function queryCommand(context: Context): Command {
  const command = new Command('query')
    .summary('list documents, by filter and in order')
    .description('List documents: a table for people, one JSON object a line for scripts.')
    .argument('<collection>', 'their collection', collection)
    .option('--filter <json>', `which ones, MongoDB-like: ${JSON_SOURCE}`)
    .option('--sort <fields>', 'in which order, such as -year,title; - means descending', names)
    .option('--fields <names>', 'only these fields, such as title,cast.name', names)
    .option('--limit <n>', 'so many at most', wholeNumber(1e9, 1), DEFAULT_LIMIT)
    .addOption(new Option('--all', 'all of them').conflicts('limit'))
    .addOption(new Option('--count', 'print only how many there are').conflicts(['limit', 'all']))
    .option('--meta', 'add _meta with version and times')
    .option('--fresh', 'read from the database and refresh the cache')
    .option('--json', 'print one document on each line')
  return addServerOptions(command)
    .addHelpText(
      'after',
      `\nExamples:\n  cstore query movies --filter '{"year": {"$gte": 1980}}' --sort -year,title --limit 10\n` +
        '  cstore query movies --all --fields title --json | jq -r .title\n' +
        `  cstore query movies --filter '{"genre": "Drama"}' --count`,
    )
    .action((name: string, options: QueryOptions) => query(name, options, context))
}

async function query(name: string, options: QueryOptions, context: Context): Promise<void> {
  const wanted = await queryOf(options, context.stdin)
  await useClient(options, context, async (client) => {
    const work = { client, name, query: wanted, options, context }
    await (options.count ? count(work) : list(work))
  })
}

interface Work {
  readonly client: CStoreClient
  readonly name: string
  readonly query: Query<Record<string, unknown>>
  readonly options: QueryOptions
  readonly context: Context
}

async function count({ client, name, query: wanted, options, context }: Work): Promise<void> {
  const { fresh = false } = options
  const one = { ...wanted, fields: [], limit: 1, count: true }
  const page = await client.collection(name).list(one, { fresh })
  const { count: found = 0 } = page
  if (options.json) await writeJson(context.stdout, { count: found })
  else await write(context.stdout, `${found}\n`)
}

async function list(work: Work): Promise<void> {
  const { client, name, query: wanted, options, context } = work
  const { stdout, stderr } = context
  const { fresh = false } = options
  const limit = options.all ? Infinity : options.limit
  const shown = new DocumentTable(stdout, options.fields)
  // Counting would only garble what is shown on the same terminal.
  const quiet = stdout.isTTY === true || stderr.isTTY !== true || options.verbose === true
  const progress = startLaterProgress({ output: stderr, totalBytes: null, quiet, now: Date.now })
  let documents = 0
  let last: { next: string | null; cacheStatus: string | null } | null = null
  try {
    for await (const page of pagesOf(client, name, { query: wanted, limit, fresh })) {
      const lines = page.documents.map((one) => `${JSON.stringify(one)}\n`).join('')
      if (options.json) await write(stdout, lines)
      else if (page.documents.length > 0) await write(stdout, shown.page(page.documents))
      documents += page.documents.length
      progress.update({ bytes: 0, documents })
      last = page
    }
  } finally {
    progress.stop()
  }
  await tell(work, { ...last, documents, hidden: shown.hidden })
}

interface Listed {
  readonly documents: number
  readonly next?: string | null
  readonly cacheStatus?: string | null
  /** Fields that the table has no room for. */
  readonly hidden: readonly string[]
}

/** What the documents themselves do not say, for people. */
async function tell({ options, context }: Work, listed: Listed): Promise<void> {
  const { stderr } = context
  const { documents, next = null, cacheStatus, hidden } = listed
  if (options.json && stderr.isTTY !== true) return
  const sentences = [
    documents === 0 ? 'No documents.' : '',
    next === null ? '' : 'There are more: give --limit or --all.',
    noRoom(hidden),
  ].filter((sentence) => sentence !== '')
  if (sentences.length > 0) await write(stderr, `${sentences.join(' ')}\n`)
  if (stderr.isTTY !== true || options.verbose || typeof cacheStatus !== 'string') return
  await write(stderr, `${paint('dim', `Cache-Status: ${cacheStatus}`, stderr)}\n`)
}

const NAMED_FIELDS = 3

function noRoom(hidden: readonly string[]): string {
  if (hidden.length === 0) return ''
  const more = hidden.length - NAMED_FIELDS
  const some = hidden.slice(0, NAMED_FIELDS).join(', ')
  const which = more > 0 ? `${some} and ${more} more` : some
  return `No room for ${which}: choose with --fields, or give --json.`
}
