/**
 * Everything the store throws. Messages say what to do; they never hold content of documents,
 * and neither do the causes: the driver's own errors for duplicates quote values, so those are
 * not kept.
 */

/** One fault in what a client sent. */
export interface InputFault {
  /** JSON Pointer (RFC 6901) into the document, the filter or the query. */
  readonly pointer: string
  readonly detail: string
}

export type StoreErrorCode = (typeof STORE_ERROR_CODES)[number]

/** Every code the store may throw, for a check that each is documented. */
export const STORE_ERROR_CODES = [
  'CSTORE_STORE_ADDRESS_INVALID',
  'CSTORE_STORE_COLLECTION_DELETING',
  'CSTORE_STORE_CURSOR_INVALID',
  'CSTORE_STORE_DOCUMENT_EXISTS',
  'CSTORE_STORE_DOCUMENT_INVALID',
  'CSTORE_STORE_DOCUMENT_NOT_FOUND',
  'CSTORE_STORE_DOCUMENT_TOO_LARGE',
  'CSTORE_STORE_FILTER_INVALID',
  'CSTORE_STORE_PRECONDITION_FAILED',
  'CSTORE_STORE_REFUSED',
  'CSTORE_STORE_SORT_INVALID',
  'CSTORE_STORE_TIMEOUT',
  'CSTORE_STORE_UNAVAILABLE',
  'CSTORE_STORE_UNIQUE_VIOLATION',
  'CSTORE_STORE_WRITE_CONFLICT',
] as const

/** What the store throws, told apart by `code`. */
export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.name = new.target.name
  }
}

/** The address of MongoDB cannot be understood. */
export class StoreAddressInvalidError extends StoreError {
  constructor(options?: ErrorOptions) {
    super(
      'CSTORE_STORE_ADDRESS_INVALID',
      'Expected the address of MongoDB as mongodb://host:port or mongodb+srv://host. Correct MONGODB_URI.',
      options,
    )
  }
}

/** MongoDB cannot be reached, or the connection broke. */
export class StoreUnavailableError extends StoreError {
  /** A write was sent and its answer never came: it may or may not have been done. */
  readonly outcomeUnknown: boolean

  constructor(outcomeUnknown: boolean, options?: ErrorOptions) {
    super(
      'CSTORE_STORE_UNAVAILABLE',
      outcomeUnknown
        ? 'The connection to MongoDB broke during a write. Read the document to see whether it was done.'
        : 'MongoDB cannot be reached. Nothing was changed; try again.',
      options,
    )
    this.outcomeUnknown = outcomeUnknown
  }
}

/** MongoDB took longer than the limit of an operation. */
export class StoreTimeoutError extends StoreError {
  /** True for a write whose outcome the server did not tell. */
  readonly outcomeUnknown: boolean

  constructor(outcomeUnknown: boolean, options?: ErrorOptions) {
    super(
      'CSTORE_STORE_TIMEOUT',
      outcomeUnknown
        ? 'MongoDB did not finish a write within its time limit. Read the document to see whether it was done.'
        : 'MongoDB did not answer within the time limit. Narrow the filter or add an index.',
      options,
    )
    this.outcomeUnknown = outcomeUnknown
  }
}

/** MongoDB answered with an error that is none of the others, such as missing rights. */
export class StoreRefusedError extends StoreError {
  constructor(codeName: string, options?: ErrorOptions) {
    super(
      'CSTORE_STORE_REFUSED',
      `MongoDB refused a command (${codeName}). Check the rights of the database user and the server's log.`,
      options,
    )
  }
}

/** The collection, deleted before, is not gone yet. */
export class CollectionDeletingError extends StoreError {
  constructor() {
    super(
      'CSTORE_STORE_COLLECTION_DELETING',
      'The collection is being deleted; try again in a moment. If that lasts for more than a minute, its deletion was cut off: delete it again.',
    )
  }
}

export class DocumentExistsError extends StoreError {
  constructor() {
    super(
      'CSTORE_STORE_DOCUMENT_EXISTS',
      'A document with this id exists. Choose another id, or replace it with PUT.',
    )
  }
}

export class DocumentNotFoundError extends StoreError {
  constructor() {
    super('CSTORE_STORE_DOCUMENT_NOT_FOUND', 'There is no document with this id.')
  }
}

export class PreconditionFailedError extends StoreError {
  /** Entity tag of the document as it is now; null when there is none. */
  readonly currentEtag: string | null

  constructor(currentEtag: string | null) {
    super(
      'CSTORE_STORE_PRECONDITION_FAILED',
      currentEtag === null
        ? 'The document does not exist, so If-Match cannot hold.'
        : 'The document is not as the request expected. Read it again and repeat the change.',
    )
    this.currentEtag = currentEtag
  }
}

export class DocumentInvalidError extends StoreError {
  readonly errors: readonly InputFault[]

  constructor(errors: readonly InputFault[], options?: ErrorOptions) {
    super(
      'CSTORE_STORE_DOCUMENT_INVALID',
      'The document cannot be stored as it is. Correct what `errors` points at.',
      options,
    )
    this.errors = errors
  }
}

export class DocumentTooLargeError extends StoreError {
  constructor(options?: ErrorOptions) {
    super(
      'CSTORE_STORE_DOCUMENT_TOO_LARGE',
      'The document is larger than the 16 MiB that MongoDB stores. Make it smaller or split it.',
      options,
    )
  }
}

export class FilterInvalidError extends StoreError {
  readonly errors: readonly InputFault[]

  constructor(errors: readonly InputFault[]) {
    super(
      'CSTORE_STORE_FILTER_INVALID',
      'The filter cannot be used. Correct what `errors` points at.',
    )
    this.errors = errors
  }
}

export class SortInvalidError extends StoreError {
  readonly errors: readonly InputFault[]

  constructor(errors: readonly InputFault[]) {
    super('CSTORE_STORE_SORT_INVALID', 'The sort cannot be used. Correct what `errors` points at.')
    this.errors = errors
  }
}

export class CursorInvalidError extends StoreError {
  constructor(
    message = 'Expected `after` to be the `next` of a page of this very query. Begin again without `after`.',
  ) {
    super('CSTORE_STORE_CURSOR_INVALID', message)
  }
}

/** A unique index other than the one on the id. */
export class UniqueViolationError extends StoreError {
  /** Fields of the index that already has these values. */
  readonly fields: readonly string[]

  constructor(fields: readonly string[]) {
    super(
      'CSTORE_STORE_UNIQUE_VIOLATION',
      `Another document has the same values in ${fields.length === 0 ? 'a unique index' : fields.map((field) => `\`${field}\``).join(', ')}.`,
    )
    this.fields = fields
  }
}

/** Other writers were faster every time. */
export class WriteConflictError extends StoreError {
  constructor() {
    super(
      'CSTORE_STORE_WRITE_CONFLICT',
      'Other writers kept changing this document. Nothing was changed; try again.',
    )
  }
}
