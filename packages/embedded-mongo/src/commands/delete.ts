import { Int32 } from 'bson'
import type { BsonDocument } from '../bson/value.ts'
import { isNumber, toNumber } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import type { StoredRecord } from '../engine/stored-record.ts'
import { compileFilter } from '../query/filter.ts'
import { planFor } from '../query/plan.ts'
import { scan } from '../query/scan.ts'
import type { Answer, CommandContext } from './context.ts'
import { deadlineOf } from './find.ts'
import { documentIn } from './update.ts'
import { withWriteErrors, writeError } from './write-result.ts'

export async function remove(context: CommandContext): Promise<Answer> {
  const { command } = context
  const ordered = command.flag('ordered', true)
  const errors: BsonDocument[] = []
  let removed = 0
  for (const [index, spec] of command.documents('deletes').entries()) {
    try {
      await removeMatching(context, spec, () => removed++)
    } catch (error) {
      errors.push(writeError(index, error))
      if (ordered) break
    }
  }
  return withWriteErrors(new Map([['n', new Int32(removed)]]), errors)
}

async function removeMatching(
  { command, engine }: CommandContext,
  spec: BsonDocument,
  onRemoved: () => void,
): Promise<void> {
  const filter = documentIn(spec, 'q')
  const single = limitOf(spec) === 1
  const matches = compileFilter(filter)
  const { namespace } = command
  const visit = (record: StoredRecord): boolean => {
    const collection = engine.collection(namespace)
    if (collection?.get(record.key) !== record || !matches(record.document)) return false
    collection.remove(record)
    onRemoved()
    return single
  }
  const candidates = engine.collection(namespace)?.candidates(planFor(filter)) ?? []
  await scan(candidates, visit, deadlineOf(command))
}

function limitOf(spec: BsonDocument): 0 | 1 {
  const limit = spec.get('limit')
  const number = isNumber(limit) ? toNumber(limit) : Number.NaN
  if (number !== 0 && number !== 1)
    throw new CommandError('FailedToParse', 'The limit field in delete objects must be 0 or 1')
  return number
}
