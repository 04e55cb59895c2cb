/**
 * One string per field name: documents of a collection repeat the same few, and a name that is
 * known by its bytes need not be decoded again. Bounded, for names may also be data.
 */
const SLOTS = 4096
const LONGEST = 64

interface KnownName {
  readonly bytes: Buffer
  readonly name: string
}

export class FieldNames {
  readonly #known: (KnownName | undefined)[] = Array.from({ length: SLOTS }, () => undefined)

  /** The name that `length` bytes from `start` spell. */
  at(bytes: Buffer, start: number, length: number): string {
    const end = start + length
    if (length > LONGEST) return bytes.toString('utf8', start, end)
    const slot = slotOf(bytes, start, end)
    const candidate = this.#known[slot]
    if (candidate?.bytes.length === length && isAt(candidate.bytes, bytes, start))
      return candidate.name
    const name = bytes.toString('utf8', start, end)
    this.#known[slot] = { bytes: Buffer.from(bytes.subarray(start, end)), name }
    return name
  }
}

function slotOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0
  for (let index = start; index < end; index++)
    hash = (Math.imul(hash, 31) + (bytes[index] ?? 0)) | 0
  return (hash >>> 0) % SLOTS
}

function isAt(wanted: Buffer, bytes: Buffer, start: number): boolean {
  for (let index = 0; index < wanted.length; index++) {
    if (wanted[index] !== bytes[start + index]) return false
  }
  return true
}
