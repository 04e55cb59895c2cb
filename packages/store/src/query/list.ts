/**
 * Pages of a collection by keyset: a page begins after the sort values of the last document of the
 * page before, so a document that stays is neither skipped nor given twice, whatever is inserted or
 * removed meanwhile, and the hundredth page costs what the first does.
 */
import type { Collection } from 'mongodb'
import type { Fields } from '../bson/plain-object.ts'
import {
  documentBody,
  type Row,
  type StoredDocument,
  toStoredDocument,
  visibleFields,
} from '../documents/stored-document.ts'
import { findRows } from '../documents/rows.ts'
import { mapErrors } from '../driver-errors.ts'
import { type CursorBinding, decodeCursor, encodeCursor } from './cursor.ts'
import { Place } from '../bson/parse.ts'
import { parseFilter } from './filter.ts'
import { allOf, rangesAfter } from './keyset.ts'
import { positionOf, refuseArrays } from './position.ts'
import { projectFields } from './project.ts'
import { type SortField, type SortKey, sortKeys } from './sort.ts'

export interface ListSpec {
  /** As `parseFilter` takes it. */
  readonly filter?: Record<string, unknown>
  readonly sort?: readonly SortField[]
  /** Paths of the fields to give; the id always comes. Entity tags are of the whole document. */
  readonly fields?: readonly string[]
  readonly limit: number
  /** `next` of the page before. */
  readonly after?: string
  readonly count?: boolean
}

export interface DocumentPage {
  /** At most `limit`; fewer also when the documents are large. */
  readonly documents: StoredDocument[]
  /** Cursor of the next page; null on the last one. */
  readonly next: string | null
  readonly count?: number
}

export interface ListContext {
  readonly rows: Collection<Row>
  readonly maxTimeMs: number
  readonly cursorSecret: Buffer
}

/** In a `ListSpec`. */
const FILTER = new Place('/filter')
/** A page ends early when its documents are this large together. */
const MAX_PAGE_BYTES = 32 * 1024 * 1024

/**
 * @throws FilterInvalidError and SortInvalidError with pointers into `spec`, CursorInvalidError,
 * StoreTimeoutError
 */
export async function listDocuments(context: ListContext, spec: ListSpec): Promise<DocumentPage> {
  const filter = parseFilter(spec.filter ?? {}, FILTER)
  const keys = sortKeys(spec.sort ?? [])
  const binding: CursorBinding = {
    secret: context.cursorSecret,
    collection: context.rows.collectionName,
    filter: spec.filter,
    keys,
  }
  const ranges =
    spec.after === undefined ? [{}] : rangesAfter(keys, decodeCursor(binding, spec.after))
  const page = new PageBuilder(spec, keys)
  const [count] = await Promise.all([
    spec.count === true ? countDocuments(context, filter) : undefined,
    fill(page, { context, filter, keys, ranges }),
  ])
  return {
    documents: page.documents,
    next: page.more && page.last ? encodeCursor(binding, positionOf(page.last, keys)) : null,
    ...(count !== undefined && { count }),
  }
}

async function countDocuments(context: ListContext, filter: Fields): Promise<number> {
  return mapErrors('read', () =>
    context.rows.countDocuments(filter, { maxTimeMS: context.maxTimeMs }),
  )
}

interface Query {
  readonly context: ListContext
  readonly filter: Fields
  readonly keys: readonly SortKey[]
  readonly ranges: readonly Fields[]
}

async function fill(page: PageBuilder, query: Query): Promise<void> {
  const { context, filter, keys, ranges } = query
  for (const range of ranges) {
    const rows = findRows(context.rows, allOf([filter, range]), {
      sort: keys.map(({ path, direction }): [string, 1 | -1] => [path, direction]),
      limit: page.wanted,
      maxTimeMS: context.maxTimeMs,
    })
    for await (const raw of rows) if (!page.add(raw)) return
  }
}

class PageBuilder {
  readonly documents: StoredDocument[] = []
  /** The last document of the page as read. */
  last: Fields | undefined
  /** Whether there are documents after the page. */
  more = false
  #bytes = 0
  readonly #spec: ListSpec
  readonly #keys: readonly SortKey[]

  constructor(spec: ListSpec, keys: readonly SortKey[]) {
    this.#spec = spec
    this.#keys = keys
  }

  /** How many documents to ask for: one more than fit tells that there is another page. */
  get wanted(): number {
    return this.#spec.limit - this.documents.length + 1
  }

  /** False when the page is full and this document is not on it. */
  add(raw: Fields): boolean {
    if (this.documents.length === this.#spec.limit || this.#bytes > MAX_PAGE_BYTES) {
      this.more = true
      return false
    }
    refuseArrays(raw, this.#keys)
    const document = this.#document(raw)
    this.documents.push(document)
    this.#bytes += document.body.length
    this.last = raw
    return true
  }

  #document(raw: Fields): StoredDocument {
    const whole = toStoredDocument(raw)
    const { fields } = this.#spec
    if (fields === undefined) return whole
    return { ...whole, body: documentBody(whole.id, projectFields(visibleFields(raw), fields)) }
  }
}
