import type { BsonDocument } from './bson/value.ts'

/** Codes and names as in MongoDB's `error_codes.yml`: drivers decide by them. */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CommandNotSupported: 115,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  InvalidPipelineOperator: 168,
  CannotIndexParallelArrays: 171,
  IDLUnknownField: 40415,
  UnrecognizedStage: 40324,
  MissingField: 40414,
} as const

export type CommandErrorName = keyof typeof CODES

/** What a client is told. `details` are further fields of the answer, such as `keyPattern`. */
export class CommandError extends Error {
  readonly code: number
  readonly codeName: CommandErrorName
  readonly details: BsonDocument | undefined

  constructor(codeName: CommandErrorName, message: string, details?: BsonDocument) {
    super(message)
    this.name = 'CommandError'
    this.code = CODES[codeName]
    this.codeName = codeName
    this.details = details
  }
}
