/** Addresses of the console's own pages. */
export function documentAddress(collection: string, id: string): string {
  return `/collections/${collection}/documents/${encodeURIComponent(id)}`
}
