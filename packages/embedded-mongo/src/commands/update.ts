import { Int32 } from 'bson'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isDocument } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import type { StoredRecord } from '../engine/stored-record.ts'
import { compileFilter } from '../query/filter.ts'
import { isTrue } from '../query/operators.ts'
import { planFor } from '../query/plan.ts'
import { scan, scanAtOnce, type Deadline } from '../query/scan.ts'
import { compileUpdate, type Update } from '../update/update.ts'
import type { Answer, CommandContext } from './context.ts'
import { deadlineOf } from './find.ts'
import { modify, upsert } from './modify.ts'
import { selectAtOnce } from './select.ts'
import { withWriteErrors, writeError } from './write-result.ts'

interface Tally {
  matched: number
  modified: number
  readonly upserted: BsonDocument[]
}

interface Statement {
  readonly filter: BsonDocument
  readonly sort: BsonDocument
  readonly update: Update
  readonly multi: boolean
  readonly upsert: boolean
}

export async function update(context: CommandContext): Promise<Answer> {
  const { command } = context
  const statements = command.documents('updates')
  const ordered = command.flag('ordered', true)
  const deadline = deadlineOf(command)
  const tally: Tally = { matched: 0, modified: 0, upserted: [] }
  const errors: BsonDocument[] = []
  for (const [index, spec] of statements.entries()) {
    try {
      const id = await run(parseStatement(spec), { context, deadline, tally })
      if (id !== undefined)
        tally.upserted.push(
          new Map<string, BsonValue>([
            ['index', new Int32(index)],
            ['_id', id],
          ]),
        )
    } catch (error) {
      errors.push(writeError(index, error))
      if (ordered) break
    }
  }
  return withWriteErrors(answerOf(tally), errors)
}

function answerOf({ matched, modified, upserted }: Tally): BsonDocument {
  const answer: BsonDocument = new Map<string, BsonValue>([
    ['n', new Int32(matched + upserted.length)],
    ['nModified', new Int32(modified)],
  ])
  if (upserted.length > 0) answer.set('upserted', upserted)
  return answer
}

function parseStatement(spec: BsonDocument): Statement {
  const filter = documentIn(spec, 'q')
  const multi = isTrue(spec.get('multi'))
  const compiled = compileUpdate({
    update: spec.get('u'),
    filter,
    arrayFilters: spec.get('arrayFilters'),
  })
  if (multi && compiled.type === 'replacement')
    throw new CommandError(
      'FailedToParse',
      'multi update is not supported for replacement-style update',
    )
  return {
    filter,
    sort: documentIn(spec, 'sort'),
    update: compiled,
    multi,
    upsert: isTrue(spec.get('upsert')),
  }
}

export function documentIn(spec: BsonDocument, field: string): BsonDocument {
  const value = spec.get(field)
  if (value === undefined) return new Map()
  if (!isDocument(value)) throw new CommandError('TypeMismatch', `Expected an object in '${field}'`)
  return value
}

interface Run {
  readonly context: CommandContext
  readonly deadline: Deadline
  readonly tally: Tally
}

/** Answers with the id of the document it inserted, if it did. */
async function run(statement: Statement, { context, deadline, tally }: Run): Promise<BsonValue> {
  const { engine, command } = context
  const { namespace } = command
  const matches = compileFilter(statement.filter)
  const plan = planFor(statement.filter)
  const visit = (record: StoredRecord): boolean => {
    const collection = engine.collection(namespace)
    if (collection?.get(record.key) !== record || !matches(record.document)) return false
    const changed = modify(collection, record, statement.update) !== record
    tally.matched++
    if (changed) tally.modified++
    return !statement.multi
  }
  const before = tally.matched
  const candidates = (): Iterable<StoredRecord> =>
    engine.collection(namespace)?.candidates(plan) ?? []
  if (statement.sort.size > 0 && !statement.multi) {
    selectAtOnce(engine.collection(namespace), { ...statement, skip: 0, limit: 1 }, deadline).some(
      visit,
    )
  } else {
    const { yielded } = await scan(candidates(), visit, deadline)
    // What was passed by may match by now; an upsert must not insert a second one.
    if (yielded && tally.matched === before) scanAtOnce(candidates(), visit, deadline)
  }
  if (tally.matched > before || !statement.upsert) return undefined
  return upsert(engine, { namespace, ...statement }).document.get('_id')
}
