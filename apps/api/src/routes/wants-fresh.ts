import type { FastifyRequest } from 'fastify'

/**
 * Whether a reader asked to pass the cache by. Anyone could turn the cache off otherwise, so
 * nobody without a key may. `fetch` in browsers and in Node.js sends `no-cache` with every
 * conditional request (Fetch Standard, HTTP-network-or-cache fetch), where nobody asked for it.
 */
export function wantsFresh({ headers, principal }: FastifyRequest): boolean {
  if (headers['if-none-match'] !== undefined) return false
  return principal.role !== 'anonymous' && /\bno-cache\b/i.test(headers['cache-control'] ?? '')
}
