/**
 * Many documents in few commands. Inserting is one bulk command. Upserting reads what is there and
 * writes each document with the filter of a conditional write and `upsert`: a document that changed
 * meanwhile then fails with a duplicate `_id` instead of matching nothing silently, and is done
 * over by itself. Replacing only what is there is done one by one: a bulk command does not tell which
 * of its documents matched nothing.
 */
import { RESERVED_FIELD } from '@cstore/contracts'
import type { AnyBulkWriteOperation, Collection } from 'mongodb'
import { parseId, spellId, type StoredId } from '../document-id.ts'
import { toStoreError } from '../driver-errors.ts'
import {
  DocumentExistsError,
  DocumentInvalidError,
  DocumentNotFoundError,
  PreconditionFailedError,
} from '../store-errors.ts'
import { bulkWrite, type BulkOperation } from './bulk-write.ts'
import { checkNewId, fieldsToStore } from './document-input.ts'
import { allRows } from './rows.ts'
import {
  bookkeepingField,
  bookkeepingOf,
  type Row,
  type StoredDocument,
} from './stored-document.ts'
import { isIdTaken } from './taken-id.ts'
import { unchangedFilter } from './unchanged-filter.ts'

export interface ImportItem {
  readonly id: string
  /** A new document may have an id that spells another type than a string (decision 5). */
  readonly mayBeForeign?: boolean
  readonly fields: Record<string, unknown>
}

/** New documents only; documents that are there only; or both, as PUT does. */
export type ImportMode = 'insert' | 'replace' | 'upsert'

export type ImportResult =
  | ({ readonly ok: true; readonly created: boolean } & WrittenState)
  | { readonly ok: false; readonly error: Error }

/** As `StoredDocument` has them; the bytes and the entity tag are not computed. */
type WrittenState = Pick<StoredDocument, 'version' | 'createdAtMs' | 'updatedAtMs'>

export interface ImportContext {
  readonly rows: Collection<Row>
  readonly maxTimeMs: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Writes one document on its own; `mustExist` makes it fail with PreconditionFailedError. */
  readonly replace: (
    item: ImportItem,
    options?: { readonly mustExist: boolean },
  ) => Promise<{ created: boolean; document: WrittenState }>
}

const MAX_AT_ONCE = 16

/** One write of the bulk command. */
interface Planned extends BulkOperation {
  readonly at: number
  readonly item: ImportItem
  readonly created: boolean
  readonly state: WrittenState
}

/** @throws StoreUnavailableError, StoreTimeoutError when what became of all of them is unknown */
export async function importDocuments(
  context: ImportContext,
  items: readonly ImportItem[],
  mode: ImportMode,
): Promise<ImportResult[]> {
  if (mode === 'replace') return replaceExisting(context, items)
  const results = new Map<number, ImportResult>()
  const stored = mode === 'upsert' ? await readStored(context, items) : new Map<string, Row>()
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

async function replaceExisting(
  context: ImportContext,
  items: readonly ImportItem[],
): Promise<ImportResult[]> {
  const results: ImportResult[] = []
  for (let at = 0; at < items.length; at += MAX_AT_ONCE) {
    const some = items.slice(at, at + MAX_AT_ONCE)
    const ids = new Set(some.map(({ id }) => id))
    const one = (item: ImportItem) => replaceOneExisting(context, item)
    // Two of one id keep their order.
    if (ids.size === some.length) results.push(...(await Promise.all(some.map(one))))
    else for (const item of some) results.push(await one(item))
  }
  return results
}

async function replaceOneExisting(context: ImportContext, item: ImportItem): Promise<ImportResult> {
  try {
    const { document } = await context.replace(item, { mustExist: true })
    const { version, createdAtMs, updatedAtMs } = document
    return { ok: true, created: false, version, createdAtMs, updatedAtMs }
  } catch (error) {
    return failed(error instanceof PreconditionFailedError ? new DocumentNotFoundError() : error)
  }
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
  const id = current === null ? newId(item) : current['_id']
  const own = fieldsToStore(item.fields, { id: item.id, stored: current })
  const kept = current && bookkeepingOf(current)
  const now = new Date(context.now())
  const version = (kept?.version ?? 0) + 1
  const createdAt = kept?.createdAt ?? now
  const row: Row = {
    _id: id,
    ...own,
    [RESERVED_FIELD]: bookkeepingField({ version, createdAt, updatedAt: now }),
  }
  const operation: AnyBulkWriteOperation<Row> =
    current === null
      ? { insertOne: { document: row } }
      : { replaceOne: { filter: unchangedFilter(current), replacement: row, upsert: true } }
  const state = { version, createdAtMs: createdAt.getTime(), updatedAtMs: now.getTime() }
  return { at, item, created: current === null, state, row, operation }
}

/** @throws DocumentInvalidError */
function newId({ id, mayBeForeign = false }: ImportItem): StoredId {
  const foreign = mayBeForeign && id.startsWith('~') ? parseId(id) : undefined
  if (foreign !== undefined) return foreign
  checkNewId(id)
  return id
}

async function runPlanned(
  context: ImportContext,
  run: { planned: readonly Planned[]; mode: ImportMode; results: Map<number, ImportResult> },
): Promise<void> {
  const errors = await bulkWrite(context, run.planned)
  for (const [index, plan] of run.planned.entries()) {
    const error = errors.get(index)
    if (error === undefined)
      run.results.set(plan.at, { ok: true, created: plan.created, ...plan.state })
    else run.results.set(plan.at, await afterRefusal(context, { plan, error, mode: run.mode }))
  }
}

async function afterRefusal(
  context: ImportContext,
  refusal: { plan: Planned; error: Error; mode: ImportMode },
): Promise<ImportResult> {
  const { plan, error, mode } = refusal
  const { item } = plan
  const look = async () => (await readStored(context, [item])).get(item.id) ?? null
  try {
    if (!(await isIdTaken(error, look))) return failed(error)
  } catch (cause) {
    return failed(cause)
  }
  return mode === 'insert' ? failed(new DocumentExistsError()) : replaceAlone(context, plan)
}

async function replaceAlone(context: ImportContext, plan: Planned): Promise<ImportResult> {
  try {
    const { created, document } = await context.replace(plan.item)
    const { version, createdAtMs, updatedAtMs } = document
    return { ok: true, created, version, createdAtMs, updatedAtMs }
  } catch (error) {
    return failed(error)
  }
}

function failed(error: unknown): ImportResult {
  return { ok: false, error: toStoreError(error, 'write') }
}
