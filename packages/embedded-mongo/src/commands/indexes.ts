import { Int32 } from 'bson'
import { encodeDocument } from '../bson/encode.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isDocument, isNumber, toNumber } from '../bson/value.ts'
import { valuesEqual } from '../bson/compare.ts'
import { CommandError } from '../command-error.ts'
import type { Engine, Namespace } from '../engine/engine.ts'
import { IndexSpec } from '../engine/index-spec.ts'
import type { Answer, CommandContext } from './context.ts'

const ID_INDEX = new IndexSpec(
  encodeDocument(
    new Map<string, BsonValue>([
      ['v', new Int32(2)],
      ['key', new Map([['_id', new Int32(1)]])],
      ['name', '_id_'],
    ]),
  ),
)

/** Options of MongoDB that would change what an index means; kept ones are below. */
const REFUSED = ['expireAfterSeconds', 'wildcardProjection', 'collation'] as const
const KEPT = ['unique', 'sparse', 'partialFilterExpression', 'hidden'] as const

/** `maxTimeMS` is not kept: an index is made in one go. */
export function createIndexes({ command, engine }: CommandContext): Answer {
  const { namespace } = command
  const specs = command.documents('indexes').map(normalized)
  const existed = engine.entry(namespace) !== undefined
  const before = indexesOf(engine, namespace).length
  for (const spec of specs) {
    if (!isThere(engine, namespace, spec)) engine.createIndex(namespace, spec)
  }
  engine.ensure(namespace)
  return new Map<string, BsonValue>([
    ['numIndexesBefore', new Int32(before)],
    ['numIndexesAfter', new Int32(indexesOf(engine, namespace).length)],
    ['createdCollectionAutomatically', !existed],
  ])
}

function normalized(spec: BsonDocument): IndexSpec {
  const key = spec.get('key')
  const name = spec.get('name')
  if (!isDocument(key) || key.size === 0)
    throw new CommandError('CannotCreateIndex', 'Index keys cannot be empty')
  if (typeof name !== 'string' || name === '')
    throw new CommandError(
      'FailedToParse',
      "The 'name' field is a required property of an index specification",
    )
  for (const field of REFUSED) {
    if (spec.has(field))
      throw new CommandError('CannotCreateIndex', `The embedded server does not support ${field}`)
  }
  for (const [field, value] of key) {
    if (!isNumber(value) || toNumber(value) === 0 || field.includes('$**'))
      throw new CommandError(
        'CannotCreateIndex',
        'The embedded server supports ascending and descending indexes',
      )
  }
  const result: BsonDocument = new Map<string, BsonValue>([
    ['v', new Int32(2)],
    ['key', key],
    ['name', name],
  ])
  for (const field of KEPT) {
    const value = spec.get(field)
    if (value !== undefined && value !== false) result.set(field, value)
  }
  return new IndexSpec(encodeDocument(result))
}

/** @throws CommandError when another index has its name, or is the same by another name. */
function isThere(engine: Engine, namespace: Namespace, wanted: IndexSpec): boolean {
  for (const known of indexesOf(engine, namespace)) {
    if (known.name === '_id_' && valuesEqual(known.keyPattern, wanted.keyPattern)) return true
    const same = SIGNATURE.every((field) => isSame(field, known, wanted))
    if (known.name !== wanted.name && !same) continue
    if (!same)
      throw new CommandError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index, but other keys or options. Name: ${wanted.name}`,
      )
    if (known.name !== wanted.name || !isSame('hidden', known, wanted))
      throw new CommandError(
        'IndexOptionsConflict',
        `Index already exists with a different name or other options: ${known.name}`,
      )
    return true
  }
  return false
}

/** What makes an index another one; several may have the same keys. */
const SIGNATURE = ['key', 'unique', 'sparse', 'partialFilterExpression'] as const

function isSame(field: string, known: IndexSpec, wanted: IndexSpec): boolean {
  return valuesEqual(known.spec.get(field) ?? null, wanted.spec.get(field) ?? null)
}

function indexesOf(engine: Engine, namespace: Namespace): IndexSpec[] {
  const entry = engine.entry(namespace)
  return entry === undefined ? [] : [ID_INDEX, ...entry.indexes.values()]
}

export function listIndexes({ command, engine, cursors }: CommandContext): Answer {
  const { namespace } = command
  const name = `${namespace.database}.${namespace.collection}`
  const indexes = indexesOf(engine, namespace)
  if (indexes.length === 0)
    throw new CommandError('NamespaceNotFound', `ns does not exist: ${name}`)
  const limits = { batchSize: Number.POSITIVE_INFINITY, singleBatch: true }
  return cursors.open({ namespace: name, documents: indexes.map(({ bytes }) => bytes) }, limits)
}

export function dropIndexes({ command, engine }: CommandContext): Answer {
  const { namespace } = command
  const indexes = indexesOf(engine, namespace)
  if (indexes.length === 0) throw new CommandError('NamespaceNotFound', 'ns not found')
  for (const name of namesToDrop(command.get('index'), indexes)) engine.dropIndex(namespace, name)
  return new Map([['nIndexesWas', new Int32(indexes.length)]])
}

function namesToDrop(index: BsonValue, indexes: readonly IndexSpec[]): string[] {
  if (index === '*') return indexes.map(({ name }) => name).filter((name) => name !== '_id_')
  if (Array.isArray(index)) return index.flatMap((one) => namesToDrop(one, indexes))
  const found = indexes.find(({ name, keyPattern }) =>
    isDocument(index) ? valuesEqual(keyPattern, index) : name === index,
  )
  if (found === undefined)
    throw new CommandError('IndexNotFound', 'index not found with the name or keys given')
  if (found.name === '_id_') throw new CommandError('InvalidOptions', 'cannot drop _id index')
  return [found.name]
}
