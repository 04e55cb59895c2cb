/** Settings of a collection as options, and what they make of settings that are there. */
import type { CollectionSettingsInput, IndexSpec } from '@cstore/contracts'
import { Option, type Command } from 'commander'
import type { Readable } from 'node:stream'
import { UsageError } from '../cli-errors.ts'
import { JSON_SOURCE, readJsonObject } from '../input/read-json.ts'
import { isJsonObject } from '../json-object.ts'
import { duration } from '../time-options.ts'
import { collectFields, INDEX_FIELDS } from './index-spec.ts'

export interface SettingsOptions {
  readonly file?: string
  /** False: without the one that is there. */
  readonly schema?: string | false
  readonly publicRead?: boolean
  readonly ttl?: number
  readonly stale?: number
  readonly negativeTtl?: number
  readonly listTtl?: number
  readonly near?: boolean
  readonly index?: readonly IndexSpec['fields'][]
  readonly uniqueIndex?: readonly IndexSpec['fields'][]
  readonly validate?: true
}

export function addSettingsOptions(command: Command): Command {
  return command
    .optionsGroup('Settings:')
    .option(
      '--file <file>',
      'all settings as JSON; what is absent gets its default; - is standard input',
    )
    .option('--public-read', 'anyone may read, without a key')
    .option('--no-public-read', 'only with a key')
    .option('--schema <schema>', `JSON Schema (2020-12) for what is written: ${JSON_SOURCE}`)
    .option('--no-schema', 'without a schema')
    .option('--validate', 'refuse a schema that documents violate which are there')
    .option(
      '--ttl <span>',
      'how long a cached document is fresh, such as 5m; 0s: not cached',
      duration,
    )
    .option('--stale <span>', 'how long past that it is kept for when MongoDB is away', duration)
    .option('--negative-ttl <span>', 'how long is cached that there is no such document', duration)
    .option('--list-ttl <span>', 'how long a page of a list is cached', duration)
    .option('--near', 'may be served from the memory of a server, a little behind the last write')
    .option('--no-near', 'never so')
    .option('--index <fields>', `add an index: ${INDEX_FIELDS}; may be repeated`, collectFields)
    .addOption(
      new Option(
        '--unique-index <fields>',
        'the same, and no two documents may have equal values',
      ).argParser(collectFields),
    )
}

/** Whether any of them was given; `validate` alone sets nothing. */
export function saysAnything(options: SettingsOptions): boolean {
  return SETTINGS.some((name) => options[name] !== undefined)
}

const SETTINGS: readonly Exclude<keyof SettingsOptions, 'validate'>[] = [
  'file',
  'schema',
  'publicRead',
  'ttl',
  'stale',
  'negativeTtl',
  'listTtl',
  'near',
  'index',
  'uniqueIndex',
]

/**
 * The settings that are there, or those of the file in their place, with what the other options say.
 * The server checks them.
 * @throws UsageError, FileError
 */
export async function changedSettings(
  before: CollectionSettingsInput,
  options: SettingsOptions,
  stdin: Readable,
): Promise<CollectionSettingsInput> {
  const { file, schema, publicRead } = options
  const whole = file === undefined ? before : await readSettings(file, stdin)
  const { schema: formerSchema, ...base } = whole
  const isGone = schema === false
  const ownSchema =
    typeof schema === 'string'
      ? await readJsonObject(schema, { stdin, what: 'schema' })
      : formerSchema
  const cache = cacheOf(options)
  const added = [...specs(options.index, false), ...specs(options.uniqueIndex, true)]
  return {
    ...base,
    ...(isGone || ownSchema === undefined ? {} : { schema: ownSchema }),
    ...(publicRead === undefined ? {} : { publicRead }),
    ...(Object.keys(cache).length === 0 ? {} : { cache: { ...base.cache, ...cache } }),
    ...(added.length === 0 ? {} : { indexes: [...(base.indexes ?? []), ...added] }),
  }
}

async function readSettings(file: string, stdin: Readable): Promise<CollectionSettingsInput> {
  const value = await readJsonObject(file, { stdin, what: 'settings' })
  if (areSettings(value)) return value
  throw new UsageError('Expected `cache` of the settings to be an object, and `indexes` a list.')
}

/** Only what is changed here; the server checks the rest. */
function areSettings(value: Record<string, unknown>): value is CollectionSettingsInput {
  const { cache = {}, indexes = [] } = value
  return isJsonObject(cache) && Array.isArray(indexes)
}

function cacheOf({
  ttl: ttlMs,
  stale: staleMs,
  negativeTtl: negativeTtlMs,
  listTtl: listTtlMs,
  near,
}: SettingsOptions): NonNullable<CollectionSettingsInput['cache']> {
  return {
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(staleMs === undefined ? {} : { staleMs }),
    ...(negativeTtlMs === undefined ? {} : { negativeTtlMs }),
    ...(listTtlMs === undefined ? {} : { listTtlMs }),
    ...(near === undefined ? {} : { near }),
  }
}

function specs(all: readonly IndexSpec['fields'][] = [], unique: boolean): IndexSpec[] {
  return all.map((fields) => (unique ? { fields, unique } : { fields }))
}
