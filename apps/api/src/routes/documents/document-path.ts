export function documentPath(collection: string, id: string): string {
  return `/api/v1/collections/${collection}/documents/${encodeURIComponent(id)}`
}
