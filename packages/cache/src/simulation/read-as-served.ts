import type { DocumentKey } from '../cache-key.ts'
import type { CacheRead, DocumentCache, ReadRequest } from '../document-cache.ts'

/** As servers read: most of them look for a hit first, and read only when there is none. */
export async function readAsServed(
  cache: DocumentCache,
  key: DocumentKey,
  request: ReadRequest & { readonly hitFirst: boolean },
): Promise<CacheRead> {
  const looking = request.hitFirst && request.refresh !== true ? cache.hit(key, request) : null
  if (!looking) return cache.read(key, request)
  return (await looking) ?? cache.read(key, { ...request, missed: true })
}
