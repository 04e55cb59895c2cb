/**
 * What the driver throws, as errors of the store. The question that matters for a write is whether
 * it may have been done: only an error that surely came before the command was sent, or a refusal
 * by the server, says that it was not.
 */
import {
  BSON,
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
  MongoWriteConcernError,
} from 'mongodb'
import {
  DocumentInvalidError,
  DocumentTooLargeError,
  StoreAddressInvalidError,
  StoreError,
  StoreRefusedError,
  StoreTimeoutError,
  StoreUnavailableError,
  UniqueViolationError,
} from './store-errors.ts'

export type OperationKind = 'read' | 'write'

const DUPLICATE_KEY_CODES = new Set([11000, 11001, 12582])
const TOO_LARGE_CODES = new Set([10334, 17419, 17420, 17280])
const MAX_TIME_EXPIRED = 50
/** The server refused at once because it is no primary: nothing was done. */
const NOT_PRIMARY_CODES = new Set([10107, 13435, 13436])
/** The server stopped serving while the command ran. */
const INTERRUPTED_CODES = new Set([6, 7, 89, 91, 189, 11600, 11602, 9001, 262])
/** Thrown before any byte of the command was sent. */
const BEFORE_SENDING = new Set([
  'MongoServerSelectionError',
  'MongoWaitQueueTimeoutError',
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoTopologyClosedError',
  'MongoNotConnectedError',
  'MongoServerClosedError',
])

/** Thrown to commands that are under way: by a heartbeat without an answer, and by the end of the client. */
const INTERRUPTING = new Set(['PoolClearedOnNetworkError', 'MongoClientClosedError'])

/** The driver's marks of errors while a connection is made, or of commands that surely did nothing. */
const CONNECTING_LABELS = ['HandshakeError', 'SystemOverloadedError', 'NoWritesPerformed']
const CONNECTING_CALLS = new Set(['connect', 'getaddrinfo'])

export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && DUPLICATE_KEY_CODES.has(Number(error.code))
}

/**
 * Fields of the index that a duplicate key error is about; `['_id']` for the id. Older servers
 * and servers of others tell only the name of the index, in the message.
 */
export function duplicateKeyFields(error: unknown): string[] {
  if (!(error instanceof MongoServerError)) return []
  const pattern: unknown = error['keyPattern']
  // As bytes, from a command whose documents are read as bytes.
  if (pattern instanceof Uint8Array) return Object.keys(BSON.deserialize(pattern))
  if (typeof pattern === 'object' && pattern !== null) return Object.keys(pattern)
  const indexName = /index: (\S+)/.exec(error.message)?.[1]
  if (indexName === undefined) return []
  if (/(?:^|\$)_id_?$/.test(indexName)) return ['_id']
  return [...indexName.replace(/^cstore_/, '').matchAll(/(.+?)_-?1(?:_|$)/g)].map(
    (match) => match[1] ?? '',
  )
}

/** The error of the store for what the driver threw; errors of the store pass unchanged. */
export function toStoreError(error: unknown, kind: OperationKind): Error {
  if (error instanceof StoreError) return error
  if (error instanceof MongoBulkWriteError) return fromBulkWrite(error, kind)
  if (error instanceof MongoServerError) return fromServer(error, kind)
  if (error instanceof MongoError && !isAddressError(error)) return fromDriver(error, kind)
  if (error instanceof Error) return fromOther(error, kind)
  return new StoreRefusedError('unknown', { cause: error })
}

/** Runs an operation on the driver; what it throws comes out as an error of the store. */
export async function mapErrors<T>(kind: OperationKind, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw toStoreError(error, kind)
  }
}

/**
 * A bulk write that failed as a whole. The driver makes a server's error of everything that happens
 * to it, also of a connection that broke. What the server refused has its answer in it; what has
 * not is a write concern that was not met.
 */
function fromBulkWrite(error: MongoBulkWriteError, kind: OperationKind): Error {
  const { errorResponse: reason } = error
  if (reason instanceof Error) return toStoreError(reason, kind)
  if (error.ok === 0) return fromServer(error, kind)
  return new StoreUnavailableError(true, { cause: error })
}

function fromServer(error: MongoServerError, kind: OperationKind): StoreError {
  const code = Number(error.code)
  const cause = { cause: error }
  if (isDuplicateKey(error)) return new UniqueViolationError(duplicateKeyFields(error))
  if (TOO_LARGE_CODES.has(code)) return new DocumentTooLargeError(cause)
  if (code === MAX_TIME_EXPIRED) return new StoreTimeoutError(kind === 'write', cause)
  // Written on the primary, but not known to be on a majority.
  if (error instanceof MongoWriteConcernError) return new StoreUnavailableError(true, cause)
  if (NOT_PRIMARY_CODES.has(code)) return new StoreUnavailableError(false, cause)
  if (INTERRUPTED_CODES.has(code)) return new StoreUnavailableError(kind === 'write', cause)
  return new StoreRefusedError(`${code} ${error.codeName ?? ''}`.trim(), cause)
}

function fromDriver(error: MongoError, kind: OperationKind): StoreError {
  const cause = { cause: error }
  if (INTERRUPTING.has(error.name)) return new StoreUnavailableError(kind === 'write', cause)
  if (BEFORE_SENDING.has(error.name) || failedToConnect(error))
    return new StoreUnavailableError(false, cause)
  if (error instanceof MongoNetworkTimeoutError && kind === 'read')
    return new StoreTimeoutError(false, cause)
  if (error instanceof MongoNetworkError) return new StoreUnavailableError(kind === 'write', cause)
  if (/document is larger than the maximum size|BSON size/i.test(error.message))
    return new DocumentTooLargeError(cause)
  return new StoreRefusedError(error.name, cause)
}

/** The connection broke while it was being made, before any command of ours. */
function failedToConnect(error: MongoError): boolean {
  return CONNECTING_LABELS.some((label) => error.hasErrorLabel(label)) || isConnecting(error.cause)
}

function isConnecting(cause: Error | undefined): boolean {
  return cause !== undefined && 'syscall' in cause && CONNECTING_CALLS.has(String(cause.syscall))
}

/** Errors of other libraries, which the driver lets through; what is none of them is the caller's. */
function fromOther(error: Error, kind: OperationKind): Error {
  const cause = { cause: error }
  if (isAddressError(error)) return new StoreAddressInvalidError(cause)
  // A socket that broke while it was written to.
  if ('syscall' in error) return new StoreUnavailableError(kind === 'write', cause)
  if (!error.name.startsWith('BSON')) return error
  return new DocumentInvalidError(
    [{ pointer: '', detail: 'Holds a value that BSON cannot express' }],
    cause,
  )
}

/** By name, as the driver and its parser of addresses each have a class of this name. */
function isAddressError(error: Error): boolean {
  return error.name === 'MongoParseError'
}
