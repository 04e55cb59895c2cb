/**
 * What is stored under a page key: a small header, the generation it was loaded under, the body.
 *
 *   offset  size
 *        0     1   format (1)
 *        1     1   length of the generation, bytes
 *        2     8   fresh until, milliseconds since the epoch, float64
 *       10     …   generation (ASCII), then the body (UTF-8 JSON)
 *
 * Anything that does not fit this is no page: `decodePage` answers null.
 */
export interface PageEnvelope {
  /** At most 255 bytes of ASCII. */
  readonly generation: string
  readonly freshUntilMs: number
  readonly body: Buffer
}

const FORMAT = 1
const HEADER_BYTES = 10

export function encodePage({ generation, freshUntilMs, body }: PageEnvelope): Buffer {
  const bodyStart = HEADER_BYTES + generation.length
  const bytes = Buffer.allocUnsafe(bodyStart + body.length)
  bytes[0] = FORMAT
  bytes.writeUInt8(generation.length, 1)
  bytes.writeDoubleLE(freshUntilMs, 2)
  bytes.write(generation, HEADER_BYTES, 'latin1')
  body.copy(bytes, bodyStart)
  return bytes
}

/** The body of the result is a view of `bytes`, which must not be changed afterwards. */
export function decodePage(bytes: Buffer): PageEnvelope | null {
  if (bytes.length < HEADER_BYTES || bytes[0] !== FORMAT) return null
  const bodyStart = HEADER_BYTES + bytes.readUInt8(1)
  if (bodyStart > bytes.length) return null
  return {
    generation: bytes.toString('latin1', HEADER_BYTES, bodyStart),
    freshUntilMs: bytes.readDoubleLE(2),
    body: bytes.subarray(bodyStart),
  }
}
