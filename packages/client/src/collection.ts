import type { JsonPatch } from '@cstore/contracts'
import { having, parsed, parseJson } from './answers.ts'
import { follow, type Change, type ChangesOptions } from './changes.ts'
import { CStoreError } from './client-errors.ts'
import type {
  CreateOptions,
  ExportOptions,
  FieldOf,
  Found,
  ListOptions,
  Many,
  MergePatch,
  NewDocument,
  NotModified,
  Page,
  PutOptions,
  Query,
  ReadOptions,
  Shape,
  Stored,
  WriteOptions,
  Written,
} from './document-types.ts'
import type { EtagCache } from './etag-cache.ts'
import { exportLines } from './export.ts'
import { importDocuments, type Documents, type ImportOptions, type ImportResult } from './import.ts'
import { collectionPath, search, segment } from './paths.ts'
import type { Answer, ApiRequest, CallOptions, Transport } from './transport.ts'

/** What the server takes in one request. */
const MAX_IDS = 500
/** Passes the server's cache by. */
const NO_CACHE = { 'cache-control': 'no-cache' }

type Picked<T, F extends FieldOf<T>> = Stored<Pick<T, F>>

/** The documents of one collection. Every method throws `CStoreError`. */
export class Collection<T extends object> {
  readonly name: string
  readonly #path: string
  readonly #transport: Transport
  readonly #etags: EtagCache | null

  constructor(name: string, dependencies: { transport: Transport; etags: EtagCache | null }) {
    this.name = name
    this.#path = collectionPath(name)
    this.#transport = dependencies.transport
    this.#etags = dependencies.etags
  }

  /** Null if there is no such document; `notModified` if `ifNoneMatch` is still its entity tag. */
  get<F extends FieldOf<T> = FieldOf<T>>(
    id: string,
    options: ReadOptions<T, F> & { readonly ifNoneMatch: string },
  ): Promise<Found<Picked<T, F>> | NotModified | null>
  get<F extends FieldOf<T> = FieldOf<T>>(
    id: string,
    options?: ReadOptions<T, F> & { readonly ifNoneMatch?: never },
  ): Promise<Found<Picked<T, F>> | null>
  async get<F extends FieldOf<T>>(
    id: string,
    options: ReadOptions<T, F> = {},
  ): Promise<Found<Picked<T, F>> | NotModified | null> {
    const { ifNoneMatch, fresh = false, fields, meta } = options
    const shape = search({ fields: fields?.join(','), meta: meta ? 'true' : undefined })
    const path = this.#documentPath(id) + shape
    // Kept for this call: another one may replace it before the answer is here.
    const known = ifNoneMatch === undefined && !fresh ? this.#etags?.get(path) : undefined
    const condition = ifNoneMatch ?? known?.etag
    const answer = await this.#sendOrNull({
      method: 'GET',
      path,
      effect: 'none',
      headers: {
        ...(condition === undefined ? {} : { 'if-none-match': condition }),
        ...(fresh ? NO_CACHE : {}),
      },
      options,
    })
    if (!answer) this.#etags?.delete(path)
    if (!answer) return null
    const { etag, ...served } = validators(answer)
    if (answer.status !== 304) this.#etags?.set(path, { etag, text: answer.text })
    else if (!known) return { notModified: true, etag, ...served }
    return found(known && answer.status === 304 ? { ...answer, text: known.text } : answer)
  }

  /** Documents by their ids, as many as you like. */
  async getMany<F extends FieldOf<T> = FieldOf<T>>(
    ids: Iterable<string>,
    { fields, meta, ...options }: CallOptions & Shape<T, F> = {},
  ): Promise<Many<Picked<T, F>>> {
    const wanted = [...new Set(ids)]
    const many = { documents: [] as Picked<T, F>[], missing: [] as string[] }
    for (let from = 0; from < wanted.length; from += MAX_IDS) {
      const json = { ids: wanted.slice(from, from + MAX_IDS), fields, meta }
      const answer = await this.#post('/batch-get', { json, effect: 'none', options })
      const { documents, missing } = parsed(answer, having<Many<Picked<T, F>>>('missing'))
      many.documents.push(...documents)
      many.missing.push(...missing)
    }
    return many
  }

  /** One page. `next` is the `after` of the one behind it. */
  async list<F extends FieldOf<T> = FieldOf<T>>(
    query: Query<T, F> = {},
    { fresh = false, ...options }: ListOptions = {},
  ): Promise<Page<Picked<T, F>>> {
    const headers = fresh ? NO_CACHE : undefined
    const answer = await this.#post('/query', { json: query, effect: 'none', headers, options })
    const { etag: _, ...served } = validators(answer)
    return {
      ...parsed(answer, having<Pick<Page<Picked<T, F>>, 'documents' | 'next'>>('next')),
      ...served,
      warning: answer.headers.get('cstore-warning'),
    }
  }

  /** All documents that match, page after page; `limit` is the size of a page. */
  async *documents<F extends FieldOf<T> = FieldOf<T>>(
    query: Query<T, F> = {},
    options: ListOptions = {},
  ): AsyncGenerator<Picked<T, F>, void> {
    for (let after = query.after; ;) {
      const page = await this.list({ ...query, ...(after === undefined ? {} : { after }) }, options)
      yield* page.documents
      if (page.next === null) return
      after = page.next
    }
  }

  /** Makes a document; without an id the server chooses one. */
  async create(document: NewDocument<T>, options: CreateOptions = {}): Promise<Written<T>> {
    const { idempotencyKey } = options
    const repeatable = document.id !== undefined || idempotencyKey !== undefined
    const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
    return written(
      await this.#post('/documents', {
        json: document,
        headers,
        effect: repeatable ? 'repeatable' : 'once',
        options,
      }),
    )
  }

  /** Replaces a document, or creates it under this id. */
  async put(id: string, document: NewDocument<T>, options: PutOptions = {}): Promise<Written<T>> {
    return written(await this.#change('PUT', id, { json: document, options }))
  }

  /** Changes the fields that the patch names. */
  async patch(id: string, patch: MergePatch<T>, options: WriteOptions = {}): Promise<Written<T>> {
    const headers = { 'content-type': 'application/merge-patch+json' }
    return written(await this.#change('PATCH', id, { json: patch, headers, options }))
  }

  /** Does the operations of a JSON Patch (RFC 6902), all or none. */
  async jsonPatch(
    id: string,
    operations: JsonPatch,
    options: WriteOptions = {},
  ): Promise<Written<T>> {
    const headers = { 'content-type': 'application/json-patch+json' }
    return written(await this.#change('PATCH', id, { json: operations, headers, options }))
  }

  /** False if there was no such document. */
  async delete(id: string, options: WriteOptions = {}): Promise<boolean> {
    return (await orNull(this.#change('DELETE', id, { options }))) !== null
  }

  /** Drops a document from the server's cache; without an id, the whole collection. */
  async purge(id?: string, options: CallOptions = {}): Promise<void> {
    const path = id === undefined ? '' : `/documents/${segment(id)}`
    await this.#post(`${path}/purge`, { effect: 'repeatable', options })
  }

  /**
   * The changes as they come, until `signal` ends it, the loop is left or the collection may be read no
   * more. Without `after` the first event is `reset`: what is read from then on, and what the changes
   * tell, is a whole. A change may come twice; `version` tells.
   */
  changes(options: ChangesOptions = {}): AsyncGenerator<Change<T>, void> {
    return follow({ transport: this.#transport, path: this.#path }, options)
  }

  /** Imports documents from any source, as fast as the server takes them. */
  import(documents: Documents<T>, options: ImportOptions = {}): Promise<ImportResult> {
    return importDocuments(documents, {
      transport: this.#transport,
      collection: this.name,
      options,
    })
  }

  /**
   * All documents in order of their ids, as they come; `after` begins behind one. What breaks off is
   * continued there, as long as there is some progress each time.
   */
  async *export(options: ExportOptions = {}): AsyncGenerator<Stored<T>, void> {
    for await (const line of this.exportLines(options)) {
      yield parseJson(line, { status: 200, isExpected: having<Stored<T>>('id') })
    }
  }

  /** The same as JSON, one document a line, without anything that reading it would change. */
  exportLines(options: ExportOptions = {}): AsyncGenerator<string, void> {
    return exportLines({ transport: this.#transport, collection: this.name, options })
  }

  #documentPath(id: string): string {
    return `${this.#path}/documents/${segment(id)}`
  }

  #post(path: string, request: Omit<ApiRequest, 'method' | 'path'>): Promise<Answer> {
    return this.#transport.send({ ...request, method: 'POST', path: this.#path + path })
  }

  async #change(
    method: 'PUT' | 'PATCH' | 'DELETE',
    id: string,
    request: { json?: unknown; headers?: Record<string, string>; options: PutOptions },
  ): Promise<Answer> {
    const condition = conditionOf(request.options)
    return this.#transport.send({
      ...request,
      method,
      path: this.#documentPath(id),
      headers: { ...request.headers, ...condition },
      effect: condition ? 'repeatable' : 'once',
    })
  }

  #sendOrNull(request: ApiRequest): Promise<Answer | null> {
    return orNull(this.#transport.send(request))
  }
}

/** A missing document is an answer, a missing collection is a mistake. */
async function orNull(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer
  } catch (error) {
    const isMissing =
      error instanceof CStoreError && error.code === 'CSTORE_STORE_DOCUMENT_NOT_FOUND'
    if (isMissing && !error.mayHaveBeenDone) return null
    throw error
  }
}

function conditionOf({ ifMatch, ifAbsent }: PutOptions): Record<string, string> | undefined {
  if (ifMatch !== undefined) return { 'if-match': ifMatch }
  return ifAbsent === true ? { 'if-none-match': '*' } : undefined
}

function validators({ headers }: Answer) {
  const readMs = /\bread;dur=([\d.]+)/.exec(headers.get('server-timing') ?? '')?.[1]
  return {
    etag: headers.get('etag') ?? '',
    cacheStatus: headers.get('cache-status'),
    serverMs: readMs === undefined ? null : Number(readMs),
  }
}

function found<D extends Stored<object>>(answer: Answer): Found<D> {
  const document = parsed(answer, having<D>('id'))
  const { _meta: meta } = document
  const version = meta?.version
  const versioned = version === undefined ? {} : { version }
  return { notModified: false, document, ...validators(answer), ...versioned }
}

function written<T>(answer: Answer): Written<T> {
  const { etag } = validators(answer)
  return { document: parsed(answer, having<Stored<T>>('id')), etag, created: answer.status === 201 }
}
