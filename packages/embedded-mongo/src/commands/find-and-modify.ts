import { Int32 } from 'bson'
import { decodeDocument } from '../bson/decode.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import type { StoredRecord } from '../engine/stored-record.ts'
import { compileProjection } from '../query/projection.ts'
import { compileUpdate } from '../update/update.ts'
import type { Command } from './command.ts'
import type { Answer, CommandContext } from './context.ts'
import { deadlineOf, refuseCollation } from './find.ts'
import { modify, upsert } from './modify.ts'
import { selectAtOnce } from './select.ts'

export function findAndModify({ command, engine }: CommandContext): Answer {
  refuseCollation(command)
  const { namespace } = command
  const filter = command.document('query')
  const project = compileProjection(command.document('fields'))
  const change = changeOf(command, filter)
  const collection = engine.collection(namespace)
  const selection = { filter, sort: command.document('sort'), skip: 0, limit: 1 }
  const [record] = selectAtOnce(collection, selection, deadlineOf(command))
  const value = (of: StoredRecord): BsonDocument => decodeDocument(project(of))
  if (record === undefined || collection === undefined) {
    if (change === 'remove' || !command.flag('upsert')) return answer(null, { n: 0 })
    const made = upsert(engine, { namespace, filter, update: change })
    const upserted = made.document.get('_id')
    return answer(command.flag('new') ? value(made) : null, {
      n: 1,
      updatedExisting: false,
      upserted,
    })
  }
  if (change === 'remove') {
    collection.remove(record)
    return answer(value(record), { n: 1 })
  }
  const after = modify(collection, record, change)
  return answer(value(command.flag('new') ? after : record), { n: 1, updatedExisting: true })
}

function changeOf(
  command: Command,
  filter: BsonDocument,
): ReturnType<typeof compileUpdate> | 'remove' {
  const update = command.get('update')
  if (command.flag('remove')) {
    if (update !== undefined || command.flag('new') || command.flag('upsert'))
      throw new CommandError(
        'FailedToParse',
        "Cannot specify 'update', 'new' or 'upsert' with remove=true",
      )
    return 'remove'
  }
  if (update === undefined)
    throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified')
  return compileUpdate({ update, filter, arrayFilters: command.get('arrayFilters') })
}

interface LastError {
  readonly n: number
  readonly updatedExisting?: boolean
  readonly upserted?: BsonValue
}

function answer(
  value: BsonDocument | null,
  { n, updatedExisting, upserted }: LastError,
): BsonDocument {
  const lastErrorObject: BsonDocument = new Map([['n', new Int32(n)]])
  if (updatedExisting !== undefined) lastErrorObject.set('updatedExisting', updatedExisting)
  if (upserted !== undefined) lastErrorObject.set('upserted', upserted)
  return new Map<string, BsonValue>([
    ['lastErrorObject', lastErrorObject],
    ['value', value],
  ])
}
