import type { Change, ChangeOp, DocumentKey } from '@cstore/cache'

/** What is known of a document after a write. */
export interface Written {
  readonly version: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** Absent: it was not computed. */
  readonly etag?: string
}

/** What followers are told of a write; without what was written, that the document has changed. */
export function changeTo(key: DocumentKey, op: ChangeOp, written?: Written): Change {
  if (!written) return { key, op }
  const { version, createdAtMs, updatedAtMs, etag } = written
  return { key, op, version, createdAtMs, atMs: updatedAtMs, ...(etag ? { etag } : {}) }
}
