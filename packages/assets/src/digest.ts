import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createDecoder } from './encodings/encode.ts'
import type { EncodingName } from './encodings/encodings.ts'

/** SHA-384 of a content, in the forms in which it is needed. */
export interface Digest {
  readonly hex: string
  readonly integrity: string
  /**
   * Seconds: the time that its file is given. nginx makes entity tags of a file's time and size. Times
   * of publishing would differ between replicas and may be equal for two releases; these are equal
   * exactly if the content is. Always in the past (1987 to 2021).
   */
  readonly fileTimeSeconds: number
}

export function digestOf(sha384: Buffer): Digest {
  return {
    hex: sha384.toString('hex'),
    integrity: `sha384-${sha384.toString('base64')}`,
    fileTimeSeconds: 2 ** 29 + (sha384.readUInt32BE(0) >>> 2),
  }
}

export function digestOfBytes(bytes: Uint8Array | string): Digest {
  return digestOf(createHash('sha384').update(bytes).digest())
}

export interface Read {
  readonly digest: Digest
  readonly size: number
}

/** Reads a file, decoded if it is an encoded copy. */
export async function readDigest(path: string, encoding?: EncodingName): Promise<Read> {
  const hash = createHash('sha384')
  let size = 0
  const count = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      size += chunk.byteLength
      hash.update(chunk)
    }
  }
  await (encoding === undefined
    ? pipeline(createReadStream(path), count)
    : pipeline(createReadStream(path), createDecoder(encoding), count))
  return { digest: digestOf(hash.digest()), size }
}
