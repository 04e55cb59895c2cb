import { Query } from 'mingo'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { refuseScripts } from './refused.ts'
import { plainDocument, plainValue } from './plain.ts'

/** `$expr`, by mingo: on JavaScript's values, so 64-bit integers beyond 2^53 are approximate. */
export function compileExpression(operand: BsonValue): (document: BsonDocument) => boolean {
  const expression = plainValue(operand)
  refuseScripts(expression)
  try {
    const query = new Query({ $expr: expression }, { scriptEnabled: false })
    return (document) => query.test(plainDocument(document))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'invalid'
    throw new CommandError('FailedToParse', `$expr: ${reason}`)
  }
}
