import type { FastifyInstance } from 'fastify'

/** The routes of CStore: all contenders answer the same requests. */
export const DOCUMENT_ROUTE = '/api/v1/collections/:collection/documents/:id'
export const LIST_ROUTE = '/api/v1/collections/:collection/documents'

/** How often a contender has read its database. */
export const LOADS_ROUTE = '/loads'

export interface DocumentRoute {
  readonly Params: { readonly collection: string; readonly id: string }
  readonly Body: Readonly<Record<string, unknown>>
}

export interface ListRoute {
  readonly Params: { readonly collection: string }
  readonly Querystring: { readonly filter: string; readonly limit: string }
}

/** Where a contender that reads Redis itself finds a document: the bytes of the answer. */
export function plainKey(collection: string, id: string): string {
  return `bench:${collection}:${id}`
}

/** Listens on any free port and says where, for the process that waits for it. */
export async function announce(app: FastifyInstance): Promise<void> {
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  process.stdout.write(`ready at ${origin}\n`)
}
