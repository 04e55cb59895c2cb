import {
  brotliCompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createZstdDecompress,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib'
import type { Transform } from 'node:stream'
import type { EncodingName } from './encodings.ts'

/** A copy that saves less than this is not kept: it would cost a range request its shortcut. */
const MOST_OF_SIZE = 0.95

/** The bytes in a coding, as small as they get; null if they hardly shrink. */
export function encode(bytes: Uint8Array, encoding: EncodingName): Uint8Array | null {
  const encoded = ENCODE[encoding](bytes)
  return encoded.byteLength <= bytes.byteLength * MOST_OF_SIZE ? encoded : null
}

export function createDecoder(encoding: EncodingName): Transform {
  return DECODERS[encoding]()
}

const ENCODE: Readonly<Record<EncodingName, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: (bytes) => gzipSync(bytes, { level: 9 }),
  br: (bytes) =>
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
      },
    }),
  zstd: (bytes) =>
    zstdCompressSync(bytes, {
      params: {
        [constants.ZSTD_c_compressionLevel]: 19,
        // Browsers refuse a window of more than 8 MiB (RFC 9659).
        [constants.ZSTD_c_windowLog]: 23,
        [constants.ZSTD_c_checksumFlag]: 1,
      },
    }),
}

const DECODERS: Readonly<Record<EncodingName, () => Transform>> = {
  gzip: () => createGunzip(),
  br: () => createBrotliDecompress(),
  zstd: () => createZstdDecompress(),
}
