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
import { isTooLarge } from './document-input.ts'
import type { Row } from './stored-document.ts'

interface BulkContext {
  readonly rows: Collection<Row>
  readonly maxTimeMs: number
}

export interface BulkOperation {
  /** What is written. */
  readonly row: Row
  readonly operation: AnyBulkWriteOperation<Row>
}

/**
 * Writes in any order. For one document that is too large the driver refuses all, before it sends any,
 * in one of several ways, and does not say which: then each is written alone. Measuring all of them
 * first would cost every import what hardly one needs.
 * @returns errors by position
 * @throws what is not about single documents
 */
export async function bulkWrite(
  context: BulkContext,
  operations: readonly BulkOperation[],
): Promise<Map<number, Error>> {
  try {
    return await writeTogether(context, operations)
  } catch (error) {
    const isOfOne = isOfDriversMeasure(error) || operations.some(({ row }) => isTooLarge(row))
    if (!isOfOne) throw error
  }
  const errors = new Map<number, Error>()
  for (const [index, operation] of operations.entries()) {
    const error = await writeAlone(context, operation)
    if (error) errors.set(index, error)
  }
  return errors
}

async function writeAlone(context: BulkContext, operation: BulkOperation): Promise<Error | null> {
  if (isTooLarge(operation.row)) return new DocumentTooLargeError()
  try {
    const errors = await writeTogether(context, [operation])
    return errors.get(0) ?? null
  } catch (error) {
    if (isOfDriversMeasure(error)) return error
    throw error
  }
}

/** Which is smaller: it counts what goes with the document. */
function isOfDriversMeasure(error: unknown): error is DocumentTooLargeError {
  return error instanceof DocumentTooLargeError && error.cause instanceof MongoInvalidArgumentError
}

async function writeTogether(
  { rows, maxTimeMs }: BulkContext,
  operations: readonly BulkOperation[],
): Promise<Map<number, Error>> {
  if (operations.length === 0) return new Map()
  const bulk = operations.map(({ operation }) => operation)
  try {
    await rows.bulkWrite(bulk, { ordered: false, maxTimeMS: maxTimeMs })
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
