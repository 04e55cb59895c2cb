/**
 * Many documents in few commands. Inserting is one bulk command. Replacing reads what is there and
 * writes each document with the filter of a conditional write and `upsert`: a document that changed
 * meanwhile then fails with a duplicate `_id` instead of matching nothing silently, and is done
 * over by itself.
 */
import { RESERVED_FIELD } from '@cstore/contracts'
import {
  type AnyBulkWriteOperation,
  type Collection,
  MongoBulkWriteError,
  MongoServerError,
  type WriteError,
} from 'mongodb'
import { parseId, spellId } from '../document-id.ts'
import { duplicateKeyFields, isDuplicateKey, toStoreError } from '../driver-errors.ts'
import {
  DocumentExistsError,
  DocumentInvalidError,
  StoreUnavailableError,
} from '../store-errors.ts'
import { checkNewId, checkSize, fieldsToStore } from './document-input.ts'
import { allRows } from './rows.ts'
import { bookkeepingField, bookkeepingOf, type Row } from './stored-document.ts'
import { unchangedFilter } from './unchanged-filter.ts'

export interface ImportItem {
  readonly id: string
  readonly fields: Record<string, unknown>
}

export type ImportMode = 'insert' | 'replace'

export type ImportResult =
  | { readonly ok: true; readonly created: boolean }
  | { readonly ok: false; readonly error: Error }

export interface ImportContext {
  readonly rows: Collection<Row>
  readonly maxTimeMs: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Replaces one document on its own. */
  readonly replace: (item: ImportItem) => Promise<{ created: boolean }>
}

/** One write of the bulk command. */
interface Planned {
  readonly at: number
  readonly item: ImportItem
  readonly created: boolean
  readonly operation: AnyBulkWriteOperation<Row>
}

/** @throws StoreUnavailableError, StoreTimeoutError when what became of all of them is unknown */
export async function importDocuments(
  context: ImportContext,
  items: readonly ImportItem[],
  mode: ImportMode,
): Promise<ImportResult[]> {
  const results = new Map<number, ImportResult>()
  const stored = mode === 'replace' ? await readStored(context, items) : new Map<string, Row>()
  const planned: Planned[] = []
  const seen = new Set<string>()
  const later: Planned[] = []
  for (const [at, item] of items.entries()) {
    try {
      const plan = planOne(context, { at, item, current: stored.get(item.id) ?? null })
      // The same id again must come after the first, and an unordered bulk command keeps no order.
      if (seen.has(item.id)) later.push(plan)
      else planned.push(plan)
      seen.add(item.id)
    } catch (error) {
      results.set(at, failed(error))
    }
  }
  await runPlanned(context, { planned, mode, results })
  for (const plan of later)
    results.set(
      plan.at,
      mode === 'insert' ? failed(new DocumentExistsError()) : await replaceAlone(context, plan),
    )
  return items.map((_, at) => results.get(at) ?? failed(new DocumentInvalidError([])))
}

async function readStored(
  context: ImportContext,
  items: readonly ImportItem[],
): Promise<Map<string, Row>> {
  const keys = items.map(({ id }) => parseId(id)).filter((key) => key !== undefined)
  if (keys.length === 0) return new Map()
  const rows = await allRows(context.rows, { _id: { $in: keys } }, { maxTimeMS: context.maxTimeMs })
  return new Map(rows.map((raw) => [spellId(raw['_id']), raw]))
}

function planOne(
  context: ImportContext,
  entry: { at: number; item: ImportItem; current: Row | null },
): Planned {
  const { at, item, current } = entry
  if (current === null) checkNewId(item.id)
  const own = fieldsToStore(item.fields, { id: item.id, stored: current })
  const kept = current && bookkeepingOf(current)
  const now = new Date(context.now())
  const raw: Row = {
    _id: current?.['_id'] ?? item.id,
    ...own,
    [RESERVED_FIELD]: bookkeepingField({
      version: (kept?.version ?? 0) + 1,
      createdAt: kept?.createdAt ?? now,
      updatedAt: now,
    }),
  }
  checkSize(raw)
  const operation: AnyBulkWriteOperation<Row> =
    current === null
      ? { insertOne: { document: raw } }
      : { replaceOne: { filter: unchangedFilter(current), replacement: raw, upsert: true } }
  return { at, item, created: current === null, operation }
}

async function runPlanned(
  context: ImportContext,
  run: { planned: readonly Planned[]; mode: ImportMode; results: Map<number, ImportResult> },
): Promise<void> {
  const errors = await bulkWrite(context, run.planned)
  for (const [index, plan] of run.planned.entries()) {
    const error = errors.get(index)
    if (error === undefined) run.results.set(plan.at, { ok: true, created: plan.created })
    else if (!isDuplicateId(error)) run.results.set(plan.at, failed(toStoreError(error, 'write')))
    else if (run.mode === 'insert') run.results.set(plan.at, failed(new DocumentExistsError()))
    else run.results.set(plan.at, await replaceAlone(context, plan))
  }
}

/** Errors by position; throws what is not about single documents. */
async function bulkWrite(
  context: ImportContext,
  planned: readonly Planned[],
): Promise<Map<number, MongoServerError>> {
  if (planned.length === 0) return new Map()
  try {
    await context.rows.bulkWrite(
      planned.map(({ operation }) => operation),
      { ordered: false, maxTimeMS: context.maxTimeMs },
    )
    return new Map()
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw toStoreError(error, 'write')
    // The write concern failed: even what was written is not known to be on a majority.
    if (error.err) throw new StoreUnavailableError(true, { cause: error.err })
    const single = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
    if (single.length === 0) throw toStoreError(error, 'write')
    return new Map(single.map((one) => [one.index, withoutDocument(one)]))
  }
}

/** The driver's error holds the document that was to be written. */
function withoutDocument({ code, errmsg }: WriteError): MongoServerError {
  return new MongoServerError({ message: errmsg ?? '', code })
}

function isDuplicateId(error: MongoServerError): boolean {
  return isDuplicateKey(error) && duplicateKeyFields(error).join() === '_id'
}

async function replaceAlone(context: ImportContext, plan: Planned): Promise<ImportResult> {
  try {
    const { created } = await context.replace(plan.item)
    return { ok: true, created }
  } catch (error) {
    return failed(error)
  }
}

function failed(error: unknown): ImportResult {
  return { ok: false, error: toStoreError(error, 'write') }
}
