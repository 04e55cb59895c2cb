import { documentId, GROUP_SIZE } from './documents.ts'

/**
 * The list of a group, below the address of its collection: a range of ids, as the index of those is
 * the only one that makes anything faster in the embedded server.
 */
export function listPath(group: number): string {
  const [first, beyond] = [group, group + 1].map((place) => documentId(place * GROUP_SIZE))
  const filter = encodeURIComponent(JSON.stringify({ id: { $gte: first, $lt: beyond } }))
  return `documents?filter=${filter}&limit=${GROUP_SIZE}`
}

/** Under which id whoever has no lists keeps the bytes of one. */
export function pageId(group: number): string {
  return `page-${group}`
}
