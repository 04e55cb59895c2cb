/**
 * Pipelines. The stages that only choose and order documents, at the front, are ours: they keep
 * BSON's types, use `_id` and yield. The first other stage and all after it are mingo's, on plain
 * values.
 */
import { Int32, serialize } from 'bson'
import { Aggregator } from 'mingo'
import { encodeDocument, type RawDocument } from '../bson/encode.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isDocument, isNumber, toNumber } from '../bson/value.ts'
import { valuesEqual } from '../bson/compare.ts'
import { CommandError } from '../command-error.ts'
import type { Engine } from '../engine/engine.ts'
import { plainDocument, plainFromBytes, type PlainDocument } from '../query/plain.ts'
import { refuseScriptsAndWrites } from '../query/refused.ts'
import type { Answer, CommandContext } from './context.ts'
import { deadlineOf, refuseCollation } from './find.ts'
import { select, type Selection } from './select.ts'

const FIRST_BATCH_SIZE = 101

export async function aggregate({ command, engine, cursors }: CommandContext): Promise<Answer> {
  refuseCollation(command)
  const cursor = command.document('cursor')
  const stages = stagesOf(command.array('pipeline') ?? [])
  refuseScriptsAndWrites(stages.map(plainDocument))
  const { database } = command
  const whole = isNumber(command.get('aggregate'))
  const collection = whole ? undefined : command.namespace.collection
  const { selection, rest } = split(stages)
  const source = collection === undefined ? undefined : engine.collection({ database, collection })
  const records = await select(source, selection, deadlineOf(command))
  const size = cursor.get('batchSize')
  return cursors.open(
    {
      namespace: `${database}.${collection ?? '$cmd.aggregate'}`,
      documents: runRest(records, rest, (name) => plainCollection(engine, database, name)),
    },
    { batchSize: isNumber(size) ? toNumber(size) : FIRST_BATCH_SIZE, singleBatch: false },
  )
}

function stagesOf(pipeline: readonly BsonValue[]): BsonDocument[] {
  return pipeline.map((stage) => {
    if (!isDocument(stage) || stage.size !== 1)
      throw new CommandError(
        'UnrecognizedStage',
        'A pipeline stage specification object must contain exactly one field.',
      )
    return stage
  })
}

interface Split {
  readonly selection: Selection
  readonly rest: readonly BsonDocument[]
}

/** `$match`* `$sort`? `$skip`? `$limit`?, each as far as it is there in this order. */
function split(stages: readonly BsonDocument[]): Split {
  const rest = [...stages]
  const filters: BsonDocument[] = []
  for (let match = take(rest, '$match'); isDocument(match); match = take(rest, '$match'))
    filters.push(match)
  const sort = take(rest, '$sort')
  const skip = take(rest, '$skip')
  const limit = take(rest, '$limit')
  return {
    selection: {
      filter: filters.length === 0 ? new Map() : new Map([['$and', filters]]),
      sort: isDocument(sort) ? sort : new Map(),
      skip: natural('$skip', skip, 0),
      limit: natural('$limit', limit, Number.POSITIVE_INFINITY),
    },
    rest,
  }
}

function take(stages: BsonDocument[], name: string): BsonValue {
  const operand = stages[0]?.get(name)
  if (operand === undefined) return undefined
  stages.shift()
  if ((name === '$match' || name === '$sort') && !isDocument(operand))
    throw new CommandError('FailedToParse', `The ${name} stage takes an object`)
  return operand
}

function natural(name: string, operand: BsonValue, otherwise: number): number {
  if (operand === undefined) return otherwise
  const number = isNumber(operand) ? toNumber(operand) : Number.NaN
  if (!Number.isInteger(number) || number < (name === '$limit' ? 1 : 0))
    throw new CommandError('BadValue', `Expected ${name} to be a whole number`)
  return number
}

type Resolve = (collection: string) => PlainDocument[]

interface Source {
  readonly bytes: RawDocument
}

function runRest(
  records: readonly Source[],
  rest: readonly BsonDocument[],
  collectionResolver: Resolve,
): Iterable<RawDocument> {
  const [first] = rest
  if (first === undefined) return records.map(({ bytes }) => bytes)
  const count = rest.length === 1 ? countAnswer(first, records.length) : undefined
  if (count !== undefined) return records.length === 0 ? [] : [encodeDocument(count)]
  try {
    const aggregator = new Aggregator(rest.map(plainDocument), {
      scriptEnabled: false,
      collectionResolver,
    })
    const source = records.map(({ bytes }) => plainFromBytes(bytes))
    return aggregator.run<PlainDocument>(source).map((document) => Buffer.from(serialize(document)))
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    const reason = cause instanceof Error ? cause.message : 'invalid'
    if (reason.startsWith('unregistered pipeline operator'))
      throw new CommandError('UnrecognizedStage', `Unrecognized pipeline stage name: ${reason}`)
    throw new CommandError('FailedToParse', `The pipeline cannot be run: ${reason}`)
  }
}

/** The two ways in which drivers count; neither needs to look at the documents. */
function countAnswer(stage: BsonDocument, count: number): BsonDocument | undefined {
  const name = stage.get('$count')
  if (typeof name === 'string' && name !== '') return new Map([[name, new Int32(count)]])
  const one = new Int32(1)
  const group = new Map<string, BsonValue>([
    ['_id', one],
    ['n', new Map([['$sum', one]])],
  ])
  if (!valuesEqual(stage, new Map([['$group', group]]))) return undefined
  return new Map([
    ['_id', one],
    ['n', new Int32(count)],
  ])
}

function plainCollection(engine: Engine, database: string, collection: string): PlainDocument[] {
  const records = engine.collection({ database, collection })?.records() ?? []
  return Array.from(records, ({ bytes }) => plainFromBytes(bytes))
}
