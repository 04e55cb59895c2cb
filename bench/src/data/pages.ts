import { GROUP_SIZE } from './documents.ts'

/** The list of a group, below the address of its collection. */
export function listPath(group: number): string {
  const filter = encodeURIComponent(JSON.stringify({ group }))
  return `documents?filter=${filter}&limit=${GROUP_SIZE}`
}

/** Under which id whoever has no lists keeps the bytes of one. */
export function pageId(group: number): string {
  return `page-${group}`
}
