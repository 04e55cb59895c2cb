import type { FastifyInstance } from 'fastify'

/** Answers are data: whatever takes one for a page may load and run nothing, and frame none. */
const POLICY = "default-src 'none'; frame-ancestors 'none'"

const HEADERS = {
  'content-security-policy': POLICY,
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

export function securityHeaders(hstsMaxAgeSeconds = 0): Readonly<Record<string, string>> {
  if (hstsMaxAgeSeconds === 0) return HEADERS
  return { ...HEADERS, 'strict-transport-security': `max-age=${hstsMaxAgeSeconds}` }
}

/** Pages bring a policy of their own, which takes the place of this one. */
export function registerSecurityHeaders(
  app: FastifyInstance,
  headers: Readonly<Record<string, string>>,
): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}
