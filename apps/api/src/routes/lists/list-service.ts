import type { ListCache, PageRead } from '@cstore/cache'
import type { QueryBody } from '@cstore/contracts'
import type { ListSpec, Store, StoredCollection } from '@cstore/store'
import { present } from '../documents/answer.ts'
import { cacheCollection } from '../documents/document-service.ts'
import { jsonArray } from '../documents/json-array.ts'
import type { IndexAdvice } from './index-advice.ts'
import { specOf } from './list-query.ts'
import { pageName } from './page-name.ts'

export interface ListServiceDependencies {
  readonly store: Store
  readonly lists: ListCache
  readonly advice: IndexAdvice
}

/** Pages of lists, through the cache: what is kept there is the answer as it is sent. */
export class ListService {
  readonly #store: Store
  readonly #lists: ListCache
  readonly #advice: IndexAdvice

  constructor({ store, lists, advice }: ListServiceDependencies) {
    this.#store = store
    this.#lists = lists
    this.#advice = advice
  }

  /** The body is a `DocumentPage`. @throws as `DocumentRepository.list` */
  read(
    collection: StoredCollection,
    { query, refresh }: { query: QueryBody; refresh: boolean },
  ): Promise<PageRead> {
    const spec = specOf(query)
    const meta = query.meta === true
    return this.#lists.read(
      { collection: cacheCollection(collection), page: pageName(spec, { meta }) },
      {
        ttlMs: collection.settings.cache.listTtlMs,
        refresh,
        load: () => this.#load(collection.name, spec, meta),
      },
    )
  }

  /** What to tell whoever asked this; null: nothing. */
  warning(collection: StoredCollection, query: QueryBody): Promise<string | null> {
    return this.#advice.of(collection.name, specOf(query))
  }

  async #load(collection: string, spec: ListSpec, meta: boolean): Promise<Buffer> {
    const { documents, next, count } = await this.#store.documents.list(collection, spec)
    const rows = documents.map((document) => present(document, { meta }))
    const rest = JSON.stringify({ next, ...(count === undefined ? {} : { count }) })
    return Buffer.concat([
      Buffer.from('{"documents":'),
      jsonArray(rows),
      Buffer.from(`,${rest.slice(1)}`),
    ])
  }
}
