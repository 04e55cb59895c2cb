import type { CStoreClient, Page, Query, Stored } from '@cstore/client'
import { MAX_PAGE_SIZE } from '@cstore/contracts'

type Fields = Record<string, unknown>

interface Wanted {
  readonly query: Query<Fields>
  readonly limit: number
  /** Past the cache of the server. */
  readonly fresh: boolean
}

/** The documents that a query wants, page after page, and no more of them than `limit`. */
export async function* pagesOf(
  client: CStoreClient,
  collection: string,
  { query, limit, fresh }: Wanted,
): AsyncGenerator<Page<Stored<Fields>>, void> {
  const documents = client.collection(collection)
  let left = limit
  for (let after: string | undefined; ;) {
    const size = Math.min(left, MAX_PAGE_SIZE)
    const place = after === undefined ? {} : { after }
    const page = await documents.list({ ...query, limit: size, ...place }, { fresh })
    yield page
    left -= page.documents.length
    if (page.next === null || left <= 0) return
    after = page.next
  }
}
