import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

const PREFLIGHT_SECONDS = 600
/** What a page may send. */
const ALLOWED =
  'Authorization, Cache-Control, Content-Type, Idempotency-Key, If-Match, If-Modified-Since, If-None-Match, Last-Event-ID, X-Request-Id'
/** What a page may read. */
const EXPOSED =
  'Accept-Patch, Allow, Cache-Status, CStore-Feed, CStore-Import-Line, CStore-Warning, ETag, Idempotent-Replayed, Last-Modified, Location, RateLimit, RateLimit-Policy, Retry-After, Server-Timing, WWW-Authenticate, X-Request-Id'

/**
 * Lets pages of other origins call the API (Fetch Standard, CORS protocol). Before the hooks of
 * access: a browser sends no key with its question, and must be able to read every refusal. Keys
 * travel in `Authorization`, so no credentials of the browser's own are needed or allowed.
 */
export async function registerCors(app: FastifyInstance, origins: string): Promise<void> {
  await app.register(cors, {
    origin: origins === '*' ? '*' : origins.split(',').map((origin) => origin.trim()),
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ALLOWED,
    exposedHeaders: EXPOSED,
    maxAge: PREFLIGHT_SECONDS,
    // OPTIONS is answered by the address itself, which knows its methods.
    preflightContinue: true,
    strictPreflight: false,
  })
}

/** What it adds to the answer to a request that names no origin. */
export function corsFields(origins: string | undefined): Readonly<Record<string, string>> {
  if (origins === undefined) return {}
  const whose: Record<string, string> =
    origins === '*' ? { 'access-control-allow-origin': '*' } : { vary: 'Origin' }
  return { ...whose, 'access-control-expose-headers': EXPOSED }
}
