/** What is said once, before all operations. */
import type { Tag } from './operation-schema.ts'

export const DESCRIPTION = `JSON documents over MongoDB, with cached reads that are never stale: once a write is acknowledged, no server gives an older version.

**Documents** are JSON objects with an \`id\`, in **collections** that an administrator creates with PUT. Their fields are stored as they are. BSON types outside JSON travel as relaxed Extended JSON v2, like \`{"$date": "2026-01-31T12:00:00Z"}\`.

**Keys** go in \`Authorization: Bearer cst_…\`. A \`reader\` reads, a \`writer\` also writes, an \`admin\` may do everything, each everywhere or in some collections. Without a key only collections with \`publicRead\` can be read. Where it is configured, tokens (JWT) of an identity provider count like keys.

**Failures** are problems (RFC 9457) with a stable \`code\`, told apart on [their page](/api/docs/errors). What failed for the moment carries \`Retry-After\`.

**Entity tags** bind a write to what was read: send \`ETag\` of the answer as \`If-Match\`. In \`If-None-Match\` they save reading again what has not changed.

**Every answer** has an \`X-Request-Id\`, the security fields \`Content-Security-Policy\`, \`Cross-Origin-Resource-Policy\`, \`Referrer-Policy\` and \`X-Content-Type-Options\`, and those of HTTP itself. HEAD is answered like GET but for streams of events, OPTIONS with \`Allow\`, other methods with 405.

Parameters and fields that are not known are refused, not passed over.`

export const TAGS: readonly { readonly name: Tag; readonly description: string }[] = [
  { name: 'documents', description: 'One document at a time, through the cache' },
  { name: 'lists', description: 'Documents by filter, sort and cursor, through the cache' },
  { name: 'bulk', description: 'Many documents at once, in and out' },
  { name: 'changes', description: 'What is written, as it is written' },
  { name: 'collections', description: 'What there is, and its settings' },
  { name: 'keys', description: 'Who may do what' },
  { name: 'health', description: 'For probes and people' },
]

export const SECURITY_SCHEMES = {
  key: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'cst_<id>_<secret>',
    description: 'An API key, or a token (JWT) where an identity provider is configured',
  },
}
