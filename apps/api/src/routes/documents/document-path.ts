/** The route of one document, as it is registered and as metrics name it. */
export const DOCUMENT_ROUTE = '/api/v1/collections/:collection/documents/:id'

export function documentPath(collection: string, id: string): string {
  return `/api/v1/collections/${collection}/documents/${encodeURIComponent(id)}`
}
