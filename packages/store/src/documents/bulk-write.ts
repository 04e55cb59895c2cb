import {
  type AnyBulkWriteOperation,
  type Collection,
  MongoBulkWriteError,
  MongoInvalidArgumentError,
  MongoServerError,
  type WriteError,
} from 'mongodb'
import { toStoreError } from '../driver-errors.ts'
import { DocumentTooLargeError } from '../store-errors.ts'
import type { Row } from './stored-document.ts'

interface BulkContext {
  readonly rows: Collection<Row>
  readonly maxTimeMs: number
}

type Operation = AnyBulkWriteOperation<Row>

/**
 * Writes in any order. For one document that is too large the driver refuses all, before it sends any,
 * and does not say which: then each is written alone. Measuring all of them first would cost every
 * import what hardly one needs.
 * @returns errors by position
 * @throws what is not about single documents
 */
export async function bulkWrite(
  context: BulkContext,
  operations: readonly Operation[],
): Promise<Map<number, Error>> {
  try {
    return await writeTogether(context, operations)
  } catch (error) {
    if (!isTooLarge(error)) throw error
  }
  const errors = new Map<number, Error>()
  for (const [index, operation] of operations.entries()) {
    const error = await writeAlone(context, operation)
    if (error) errors.set(index, error)
  }
  return errors
}

async function writeAlone(context: BulkContext, operation: Operation): Promise<Error | null> {
  try {
    const errors = await writeTogether(context, [operation])
    return errors.get(0) ?? null
  } catch (error) {
    if (isTooLarge(error)) return error
    throw error
  }
}

/** By the driver's own measure. */
function isTooLarge(error: unknown): error is DocumentTooLargeError {
  return error instanceof DocumentTooLargeError && error.cause instanceof MongoInvalidArgumentError
}

async function writeTogether(
  { rows, maxTimeMs }: BulkContext,
  operations: readonly Operation[],
): Promise<Map<number, Error>> {
  if (operations.length === 0) return new Map()
  try {
    await rows.bulkWrite([...operations], { ordered: false, maxTimeMS: maxTimeMs })
    return new Map()
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw toStoreError(error, 'write')
    const single = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
    if (single.length === 0) throw toStoreError(error, 'write')
    return new Map(single.map((one) => [one.index, withoutDocument(one)]))
  }
}

/** The driver's error holds the document that was to be written. */
function withoutDocument({ code, errmsg }: WriteError): MongoServerError {
  return new MongoServerError({ message: errmsg ?? '', code })
}
