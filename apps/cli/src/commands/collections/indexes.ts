import { setTimeout as sleep } from 'node:timers/promises'
import type { CStoreClient } from '@cstore/client'
import type { CollectionSettings, IndexSpec, IndexState } from '@cstore/contracts'
import { Command, Option } from 'commander'
import { UsageError } from '../../cli-errors.ts'
import {
  INDEX_FIELDS,
  indexFields,
  isSameIndex,
  shownFields,
} from '../../collections/index-spec.ts'
import { indexTable } from '../../collections/settings-view.ts'
import type { Context } from '../../context.ts'
import { collection } from '../../option-values.ts'
import { write, writeJson } from '../../output/write.ts'
import { addServerOptions, type ServerOptions } from '../../server/server-options.ts'
import { useClient } from '../../server/use-client.ts'

type Fields = IndexSpec['fields']

interface IndexesOptions extends ServerOptions {
  readonly add?: Fields
  readonly unique?: true
  readonly drop?: Fields
  readonly json?: true
}

export function indexesCommand(context: Context): Command {
  const command = new Command('indexes')
    .description(
      'Show the indexes of a collection and their state; add one, which MongoDB then builds while ' +
        'everything goes on, or drop one.',
    )
    .argument('<collection>', 'the collection', collection)
    .option('--add <fields>', INDEX_FIELDS, indexFields)
    .option('--unique', 'with --add: no two documents may have equal values')
    .addOption(
      new Option('--drop <fields>', 'the index with these fields')
        .argParser(indexFields)
        .conflicts('add'),
    )
    .option('--json', 'print {"indexes"} on one line')
  return addServerOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  cstore collections indexes movies\n' +
        '  cstore collections indexes movies --add year,-title\n' +
        '  cstore collections indexes movies --drop year,-title',
    )
    .action((name: string, options: IndexesOptions) => indexes(name, options, context))
}

async function indexes(name: string, options: IndexesOptions, context: Context): Promise<void> {
  if (options.unique && !options.add) throw new UsageError('Give --unique together with --add.')
  const found = await useClient(options, context, async (client) => {
    await change(client, name, options)
    return options.drop ? withoutDropped(client, name, options.drop) : indexesOf(client, name)
  })
  const { stdout, stderr } = context
  if (options.json) await writeJson(stdout, { indexes: found })
  else if (found.length > 0) await write(stdout, indexTable(found, stdout))
  else await write(stderr, `${name} has no indexes but that of the ids.\n`)
}

async function change(client: CStoreClient, name: string, options: IndexesOptions): Promise<void> {
  const { add, drop } = options
  if (!add && !drop) return
  const { settings } = await client.settings(name)
  const wanted = drop ? without(settings, drop) : [...settings.indexes, specOf(options, add ?? {})]
  await client.putSettings(name, { ...settings, indexes: wanted })
}

async function indexesOf(client: CStoreClient, name: string): Promise<readonly IndexState[]> {
  return (await client.settings(name)).indexes ?? []
}

const DROP_LOOKS = 25
const DROP_EVERY_MS = 200

/** Settings hold at once, MongoDB follows a moment later; where it takes long, it is shown as it is. */
async function withoutDropped(
  client: CStoreClient,
  name: string,
  dropped: Fields,
): Promise<readonly IndexState[]> {
  let found = await indexesOf(client, name)
  for (
    let look = 1;
    look < DROP_LOOKS && found.some((one) => isSameIndex(one.fields, dropped));
    look++
  ) {
    await sleep(DROP_EVERY_MS)
    found = await indexesOf(client, name)
  }
  return found
}

function specOf({ unique }: IndexesOptions, fields: Fields): IndexSpec {
  return unique ? { fields, unique } : { fields }
}

function without({ indexes: all }: CollectionSettings, fields: Fields): IndexSpec[] {
  const kept = all.filter((one) => !isSameIndex(one.fields, fields))
  if (kept.length < all.length) return kept
  const known = all.map((one) => shownFields(one.fields)).join(' and ') || 'none'
  throw new UsageError(`The settings have no index ${shownFields(fields)}. They have: ${known}.`)
}
