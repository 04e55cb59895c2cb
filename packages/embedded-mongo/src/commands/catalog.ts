import { Binary, Double, Int32 } from 'bson'
import { encodeDocument } from '../bson/encode.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { valuesEqual } from '../bson/compare.ts'
import { CommandError } from '../command-error.ts'
import type { CatalogEntry } from '../engine/engine.ts'
import { compileFilter } from '../query/filter.ts'
import type { Command } from './command.ts'
import type { Answer, CommandContext } from './context.ts'

/** Options that would make another kind of collection. */
const REFUSED = [
  'capped',
  'timeseries',
  'viewOn',
  'clusteredIndex',
  'validator',
  'collation',
] as const

export function create({ command, engine }: CommandContext): Answer {
  const { namespace } = command
  const existing = engine.entry(namespace)
  const options = optionsOf(command)
  const refused = REFUSED.find((field) => command.flag(field))
  if (existing !== undefined) {
    if (refused === undefined && valuesEqual(existing.options, options)) return new Map()
    throw new CommandError(
      'NamespaceExists',
      `namespace ${namespace.database}.${namespace.collection} already exists, but with different options`,
    )
  }
  if (refused !== undefined)
    throw new CommandError('CommandNotSupported', `The embedded server does not support ${refused}`)
  engine.create(namespace, options)
  return new Map()
}

const KEPT = ['validationLevel', 'validationAction', 'comment'] as const

function optionsOf(command: Command): BsonDocument {
  const options: BsonDocument = new Map()
  for (const field of KEPT) {
    const value = command.get(field)
    if (value !== undefined) options.set(field, value)
  }
  return options
}

export function drop({ command, engine }: CommandContext): Answer {
  const { namespace } = command
  const entry = engine.entry(namespace)
  if (entry === undefined) return new Map()
  engine.drop(namespace)
  return new Map<string, BsonValue>([
    ['nIndexesWas', new Int32(entry.indexes.size + 1)],
    ['ns', `${namespace.database}.${namespace.collection}`],
  ])
}

export function dropDatabase({ command, engine }: CommandContext): Answer {
  const { database } = command
  engine.dropDatabase(database)
  return new Map([['dropped', database]])
}

export function listCollections({ command, engine, cursors }: CommandContext): Answer {
  const { database } = command
  const matches = compileFilter(command.document('filter'))
  const nameOnly = command.flag('nameOnly')
  const documents = engine
    .entries(database)
    .map(described)
    .filter(matches)
    .map((document) => encodeDocument(nameOnly ? shortened(document) : document))
  return cursors.open(
    { namespace: `${database}.$cmd.listCollections`, documents },
    { batchSize: Number.POSITIVE_INFINITY, singleBatch: true },
  )
}

function described({ id, name, options }: CatalogEntry): BsonDocument {
  const uuid = Buffer.alloc(16)
  uuid.writeUInt32BE(id, 12)
  return new Map<string, BsonValue>([
    ['name', name],
    ['type', 'collection'],
    ['options', options],
    [
      'info',
      new Map<string, BsonValue>([
        ['readOnly', false],
        ['uuid', new Binary(uuid, Binary.SUBTYPE_UUID)],
      ]),
    ],
    [
      'idIndex',
      new Map<string, BsonValue>([
        ['v', new Int32(2)],
        ['key', new Map([['_id', new Int32(1)]])],
        ['name', '_id_'],
      ]),
    ],
  ])
}

function shortened(document: BsonDocument): BsonDocument {
  return new Map([
    ['name', document.get('name')],
    ['type', document.get('type')],
  ])
}

export function listDatabases({ command, engine }: CommandContext): Answer {
  const nameOnly = command.flag('nameOnly')
  const matches = compileFilter(command.document('filter'))
  const databases = engine
    .databases()
    .map((name): BsonDocument => {
      const database: BsonDocument = new Map([['name', name]])
      if (!nameOnly) database.set('sizeOnDisk', new Double(0)).set('empty', false)
      return database
    })
    .filter(matches)
  return new Map<string, BsonValue>([['databases', databases]])
}

export function dbStats({ command, engine }: CommandContext): Answer {
  const { database } = command
  const entries = engine.entries(database)
  const objects = entries.reduce(
    (sum, { name }) => sum + (engine.collection({ database, collection: name })?.size ?? 0),
    0,
  )
  return new Map<string, BsonValue>([
    ['db', database],
    ['collections', new Int32(entries.length)],
    ['objects', new Int32(objects)],
  ])
}

export function collStats({ command, engine }: CommandContext): Answer {
  const { namespace } = command
  return new Map<string, BsonValue>([
    ['ns', `${namespace.database}.${namespace.collection}`],
    ['count', new Int32(engine.collection(namespace)?.size ?? 0)],
    ['nindexes', new Int32((engine.entry(namespace)?.indexes.size ?? -1) + 1)],
  ])
}
