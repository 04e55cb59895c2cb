import { Int32 } from 'bson'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'

/** An entry of `writeErrors`. @throws whatever is not the client's error */
export function writeError(index: number, error: unknown): BsonDocument {
  if (!(error instanceof CommandError)) throw error
  return new Map<string, BsonValue>([
    ['index', new Int32(index)],
    ['code', new Int32(error.code)],
    ['errmsg', error.message],
    ...(error.details ?? []),
  ])
}

export function withWriteErrors(answer: BsonDocument, errors: BsonDocument[]): BsonDocument {
  if (errors.length > 0) answer.set('writeErrors', errors)
  return answer
}
