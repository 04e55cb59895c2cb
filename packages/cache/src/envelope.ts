/**
 * What is stored under a value key: a fixed binary header, the entity tag, the JSON bytes.
 * A hit reads the header and sends the slice behind it; nothing is parsed or copied.
 *
 *   offset  size
 *        0     1   format (1)
 *        1     1   kind: 1 document, 2 absent
 *        2     2   length of the entity tag, bytes
 *        4     4   how long the database read took, milliseconds (for early refresh)
 *        8     8   version, float64
 *       16     8   created, milliseconds since the epoch, float64
 *       24     8   updated, milliseconds since the epoch, float64
 *       32     8   fresh until, milliseconds since the epoch, float64
 *       40     …   entity tag (ASCII), then the body (UTF-8 JSON)
 *
 * Anything that does not fit this is no envelope: `decodeEnvelope` answers null and the
 * caller treats it as absent.
 */

export interface CacheEntry {
  /** `absent` is the remembered answer "there is no such document". */
  readonly kind: 'document' | 'absent'
  readonly version: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
  /** Strong entity tag, quoted, ASCII; empty for `absent`. */
  readonly etag: string
  /** UTF-8 JSON; empty for `absent`. */
  readonly body: Buffer
}

export interface Envelope {
  readonly entry: CacheEntry
  readonly freshUntilMs: number
  readonly loadMs: number
}

const FORMAT = 1
const HEADER_BYTES = 40
const KIND = { document: 1, absent: 2 } as const

export function encodeEnvelope({ entry, freshUntilMs, loadMs }: Envelope): Buffer {
  const etagBytes = entry.etag.length
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + etagBytes + entry.body.length)
  bytes[0] = FORMAT
  bytes[1] = KIND[entry.kind]
  bytes.writeUInt16LE(etagBytes, 2)
  bytes.writeUInt32LE(Math.min(Math.max(Math.round(loadMs), 0), 0xffff_ffff), 4)
  bytes.writeDoubleLE(entry.version, 8)
  bytes.writeDoubleLE(entry.createdAtMs, 16)
  bytes.writeDoubleLE(entry.updatedAtMs, 24)
  bytes.writeDoubleLE(freshUntilMs, 32)
  bytes.write(entry.etag, HEADER_BYTES, 'latin1')
  entry.body.copy(bytes, HEADER_BYTES + etagBytes)
  return bytes
}

/** The body of the result is a view of `bytes`, which must not be changed afterwards. */
export function decodeEnvelope(bytes: Buffer): Envelope | null {
  if (bytes.length < HEADER_BYTES || bytes[0] !== FORMAT) return null
  const kind = bytes[1]
  if (kind !== KIND.document && kind !== KIND.absent) return null
  const bodyStart = HEADER_BYTES + bytes.readUInt16LE(2)
  if (bodyStart > bytes.length) return null
  return {
    entry: {
      kind: kind === KIND.document ? 'document' : 'absent',
      version: bytes.readDoubleLE(8),
      createdAtMs: bytes.readDoubleLE(16),
      updatedAtMs: bytes.readDoubleLE(24),
      etag: bytes.toString('latin1', HEADER_BYTES, bodyStart),
      body: bytes.subarray(bodyStart),
    },
    freshUntilMs: bytes.readDoubleLE(32),
    loadMs: bytes.readUInt32LE(4),
  }
}
