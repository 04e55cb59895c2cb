import { bsonType, Int32 } from 'bson'
import type { BsonValue } from '../bson/value.ts'
import { isNumber, toNumber } from '../bson/value.ts'
import type { RawDocument } from '../bson/encode.ts'
import type { StoredRecord } from '../engine/stored-record.ts'
import { CommandError } from '../command-error.ts'
import { compileFilter } from '../query/filter.ts'
import { leafValues } from '../query/paths.ts'
import { orderKey } from '../bson/order-key.ts'
import { planFor } from '../query/plan.ts'
import { compileProjection, type Project } from '../query/projection.ts'
import { Deadline, scan } from '../query/scan.ts'
import type { Command } from './command.ts'
import type { Answer, CommandContext } from './context.ts'
import { select } from './select.ts'

const FIRST_BATCH_SIZE = 101

export async function find({ command, engine, cursors }: CommandContext): Promise<Answer> {
  refuseCollation(command)
  const { namespace } = command
  const limit = command.count('limit', 0)
  const project = compileProjection(command.document('projection'))
  const records = await select(
    engine.collection(namespace),
    {
      filter: command.document('filter'),
      sort: command.document('sort'),
      skip: command.count('skip', 0),
      limit: limit === 0 ? Number.POSITIVE_INFINITY : limit,
    },
    deadlineOf(command),
  )
  return cursors.open(
    {
      namespace: `${namespace.database}.${namespace.collection}`,
      documents: projected(records, project),
    },
    {
      batchSize: command.count('batchSize', FIRST_BATCH_SIZE),
      singleBatch: command.flag('singleBatch'),
    },
  )
}

/** One by one, as batches are asked for. */
function* projected(records: readonly StoredRecord[], project: Project): Generator<RawDocument> {
  for (const record of records) yield project(record)
}

export function getMore({ command, cursors }: CommandContext): Answer {
  const collection = command.get('collection')
  const batchSize = command.count('batchSize', 0)
  return cursors.next(
    cursorId(command.get('getMore')),
    `${command.database}.${typeof collection === 'string' ? collection : ''}`,
    batchSize === 0 ? Number.POSITIVE_INFINITY : batchSize,
  )
}

export function killCursors({ command, cursors }: CommandContext): Answer {
  const ids = command.array('cursors') ?? []
  const killed = ids.filter((id) => cursors.kill(cursorId(id)))
  return new Map<string, BsonValue>([
    ['cursorsKilled', killed],
    ['cursorsNotFound', ids.filter((id) => !killed.includes(id))],
    ['cursorsAlive', []],
    ['cursorsUnknown', []],
  ])
}

function cursorId(value: BsonValue): bigint {
  if (!isNumber(value)) throw new CommandError('TypeMismatch', 'Expected a cursor id of type long')
  return value[bsonType] === 'Long' ? value.toBigInt() : BigInt(Math.trunc(toNumber(value)))
}

export async function count({ command, engine }: CommandContext): Promise<Answer> {
  const query = command.document('query')
  const collection = engine.collection(command.namespace)
  const skip = command.count('skip', 0)
  const limit = command.count('limit', 0) || Number.POSITIVE_INFINITY
  let found = 0
  if (query.size === 0) {
    found = collection?.size ?? 0
  } else {
    const matches = compileFilter(query)
    const candidates = collection?.candidates(planFor(query)) ?? []
    const visit = ({ document }: { document: Parameters<typeof matches>[0] }): boolean => {
      if (matches(document)) found++
      return found >= skip + limit
    }
    await scan(candidates, visit, deadlineOf(command))
  }
  const n = Math.min(Math.max(0, found - skip), limit)
  return new Map([['n', new Int32(n)]])
}

export async function distinct({ command, engine }: CommandContext): Promise<Answer> {
  const key = command.get('key')
  if (typeof key !== 'string') throw new CommandError('TypeMismatch', "Expected a string in 'key'")
  const records = await select(
    engine.collection(command.namespace),
    {
      filter: command.document('query'),
      sort: new Map(),
      skip: 0,
      limit: Number.POSITIVE_INFINITY,
    },
    deadlineOf(command),
  )
  const path = key.split('.')
  const exists = compileFilter(new Map([[key, new Map([['$exists', true]])]]))
  const values = new Map<string, BsonValue>()
  for (const { document } of records) {
    if (!exists(document)) continue
    for (const value of leafValues(document, path)) {
      if (value !== undefined) values.set(orderKey(value), value)
    }
  }
  const sorted = [...values].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return new Map([['values', sorted.map(([, value]) => value)]])
}

export function deadlineOf(command: Command): Deadline {
  return new Deadline(command.count('maxTimeMS', 0))
}

/** Rather than an order or an equality that was not meant. */
export function refuseCollation(command: Command): void {
  const locale = command.document('collation').get('locale')
  if (locale !== undefined && locale !== 'simple')
    throw new CommandError('CommandNotSupported', 'The embedded server does not support collations')
}
