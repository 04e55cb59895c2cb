/** Content codings that files are published in, beside the plain bytes. */
export const ENCODINGS = [
  { name: 'zstd', suffix: '.zst' },
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const

export type EncodingName = (typeof ENCODINGS)[number]['name']

export function suffixOf(encoding: EncodingName): string {
  return ENCODINGS.find(({ name }) => name === encoding)?.suffix ?? ''
}

/** Formats that hold compressed data already. */
const COMPRESSED = new Set(
  (
    '7z aac apng avif br bz2 docx epub flac gif gz jpeg jpg jxl lz4 m4a m4v mkv mov mp3 mp4 mpeg mpg ' +
    'odp ods odt oga ogg ogv opus png pptx rar tgz weba webm webp woff woff2 xlsx xz zip zst'
  ).split(' '),
)

/** Headers and a packet of the network outweigh what could be saved below this. */
const MIN_BYTES = 256
/** Above this a strong compression would take minutes; nginx compresses as it sends. */
const MAX_BYTES = 32 * 2 ** 20

export function isWorthEncoding({ name, size }: { name: string; size: number }): boolean {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  return size >= MIN_BYTES && size <= MAX_BYTES && !COMPRESSED.has(extension)
}
