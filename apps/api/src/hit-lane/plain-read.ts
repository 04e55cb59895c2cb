import type { IncomingMessage } from 'node:http'

export interface PlainRead {
  readonly collection: string
  readonly id: string
}

/** Nothing that would have to be decoded or that a route could take for something else. */
const ADDRESS =
  /^\/api\/v1\/collections\/([A-Za-z0-9_-]{1,64})\/documents\/([A-Za-z0-9._~-]{1,255})$/

/** Whoever asks for one document and for nothing else; null for every other request. */
export function plainRead({ method, url = '', headers }: IncomingMessage): PlainRead | null {
  if (method !== 'GET') return null
  const [, collection, id] = ADDRESS.exec(url) ?? []
  if (collection === undefined || id === undefined) return null
  const asksForMore =
    // With a condition it means nothing: see `wantsFresh`.
    (headers['cache-control'] !== undefined && headers['if-none-match'] === undefined) ||
    headers.origin !== undefined ||
    headers['content-length'] !== undefined ||
    headers['transfer-encoding'] !== undefined
  return asksForMore ? null : { collection, id }
}
