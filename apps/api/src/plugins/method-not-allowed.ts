import type { FastifyInstance } from 'fastify'
import { ApiError } from '../problems/api-errors.ts'

/**
 * Remembers every route, and answers the other methods on their addresses with 405 and
 * `Allow` (RFC 9110 §15.5.6) and `OPTIONS` with what is allowed. The returned function must
 * be called when all routes are there.
 */
export function collectMethods(app: FastifyInstance): () => void {
  const byUrl = new Map<string, Set<string>>()
  let collecting = true
  app.addHook('onRoute', ({ url, method }) => {
    if (!collecting) return
    const known = byUrl.get(url) ?? new Set<string>()
    for (const one of [method].flat()) known.add(one)
    byUrl.set(url, known)
  })
  return () => {
    collecting = false
    for (const [url, methods] of byUrl) registerOthers(app, url, methods)
  }
}

function registerOthers(app: FastifyInstance, url: string, methods: Set<string>): void {
  const allow = [...methods, 'OPTIONS'].toSorted().join(', ')
  const others = app.supportedMethods.filter(
    (method) => !methods.has(method) && method !== 'OPTIONS',
  )
  const hidden = { config: { access: 'open' }, schema: { hide: true } } as const
  if (!methods.has('OPTIONS')) {
    app.options(url, hidden, (_request, reply) => reply.code(204).header('allow', allow).send())
  }
  app.route({
    method: others,
    url,
    ...hidden,
    // Before the body is read: nobody needs it.
    onRequest: (request) => {
      throw new ApiError(
        'CSTORE_METHOD_NOT_ALLOWED',
        `Expected ${allow} here, got ${request.method}.`,
        { headers: { allow } },
      )
    },
    handler: () => undefined,
  })
}
