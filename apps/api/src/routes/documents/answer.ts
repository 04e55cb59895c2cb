/** The answer to a read: bytes as they are in the cache, and fields that tell how they came. */
import type { CacheEntry, CacheRead } from '@cstore/cache'
import { projectBody, type StoredCollection, type StoredDocument } from '@cstore/store'
import type { FastifyReply } from 'fastify'

/** RFC 9211: what the cache did, with the freshness left in whole seconds. */
export function cacheStatus(
  { outcome, stored, collapsed, ttlMs }: Omit<CacheRead, 'entry'>,
  refresh: boolean,
): string {
  const ttl = `; ttl=${Math.floor(ttlMs / 1000)}`
  if (outcome === 'hit' || outcome === 'stale') return `cstore; hit${ttl}`
  const why = outcome === 'bypass' ? 'bypass' : refresh ? 'request' : 'uri-miss'
  return `cstore; fwd=${why}${stored ? `; stored${ttl}` : ''}${collapsed ? '; collapsed' : ''}`
}

/** How long the read took. */
export function serverTiming(ms: number): string {
  return `read;dur=${ms.toFixed(2)}`
}

/** Caches in between may keep the answer but must ask before each use. */
export function cacheControl({ settings }: StoredCollection): string {
  return settings.publicRead ? 'no-cache' : 'private, no-cache'
}

type Validators = Pick<CacheEntry, 'etag' | 'updatedAtMs'>

export function setValidators(
  reply: FastifyReply,
  { etag, updatedAtMs }: Validators,
): FastifyReply {
  reply.header('etag', etag)
  // Documents that another program wrote have no time.
  if (updatedAtMs > 0) reply.header('last-modified', new Date(updatedAtMs).toUTCString())
  return reply
}

export function sendJson(reply: FastifyReply, body: Buffer): FastifyReply {
  return reply.type('application/json').send(body)
}

/** What a reader asked to see of a document. */
export interface Presentation {
  readonly meta?: boolean | undefined
  readonly fields?: readonly string[] | undefined
}

type Presentable = Pick<StoredDocument, 'version' | 'createdAtMs' | 'updatedAtMs' | 'body'>

/** The bytes to send. Untouched unless fields or `_meta` were asked for. */
export function present(document: Presentable, { meta, fields }: Presentation): Buffer {
  const chosen = fields ? projectBody(document.body, fields) : document.body
  if (meta !== true) return chosen
  const closing = chosen.subarray(0, -1)
  return Buffer.concat([closing, Buffer.from(`,"_meta":${JSON.stringify(metaOf(document))}}`)])
}

function metaOf({ version, createdAtMs, updatedAtMs }: Presentable) {
  return {
    version,
    ...(createdAtMs > 0 ? { createdAt: new Date(createdAtMs).toISOString() } : {}),
    ...(updatedAtMs > 0 ? { updatedAt: new Date(updatedAtMs).toISOString() } : {}),
  }
}
