import pLimit from 'p-limit'
import { ENCODINGS, type EncodingName, isWorthEncoding, suffixOf } from '../encodings/encodings.ts'
import { type EncodingPool, openEncodingPool, THREADS } from '../encodings/encoding-pool.ts'
import type { ManifestFile } from '../manifest.ts'
import type { PublishOptions } from '../publish-options.ts'
import { writeDurably } from '../target/durable-files.ts'
import type { LockedTarget } from '../with-target.ts'
import type { StagedFile } from './stage-files.ts'

export interface EncodedFile extends StagedFile {
  /** Bytes of its copies; they lie beside it. */
  readonly encodings: ManifestFile['encodings']
  /** Whether it is published already, with its copies. */
  readonly isThere: boolean
}

export interface Encoding {
  /** By address. */
  readonly published: ReadonlyMap<string, ManifestFile>
  readonly locked: LockedTarget
  readonly options: Pick<PublishOptions, 'onProgress' | 'signal'>
}

/** Makes the encoded copies of everything that is not published yet. */
export async function encodeFiles(
  files: readonly StagedFile[],
  { published, locked, options }: Encoding,
): Promise<EncodedFile[]> {
  const progress = new EncodingProgress(options)
  const tasks = files
    .filter(({ url, path, size }) => !published.has(url) && isWorthEncoding({ name: path, size }))
    .flatMap((file) => ENCODINGS.map(({ name }) => ({ file, encoding: name })))
    // The longest first, so that no thread is left with it at the end.
    .toSorted((one, other) => other.file.size - one.file.size)
  progress.expect(tasks.reduce((sum, { file }) => sum + file.size, 0))
  const sizes = new Map<string, ManifestFile['encodings']>()
  await runAll(tasks, {
    options,
    encode: async ({ file, encoding }, pool) => {
      locked.checkStopped()
      const size = await encodeFile(file, { encoding, pool })
      if (size !== null) sizes.set(file.path, { ...sizes.get(file.path), [encoding]: size })
      progress.add(file.size)
    },
  })
  return files.map((file) => {
    const there = published.get(file.url)
    const encodings = there?.encodings ?? inOrder(sizes.get(file.path) ?? {})
    return { ...file, encodings, isThere: there !== undefined }
  })
}

/** Not in the order in which threads were done. */
function inOrder({ zstd, br, gzip }: ManifestFile['encodings']): ManifestFile['encodings'] {
  return {
    ...(zstd === undefined ? {} : { zstd }),
    ...(br === undefined ? {} : { br }),
    ...(gzip === undefined ? {} : { gzip }),
  }
}

interface Task {
  readonly file: StagedFile
  readonly encoding: EncodingName
}

interface Run {
  readonly options: Pick<PublishOptions, 'signal'>
  readonly encode: (task: Task, pool: EncodingPool) => Promise<void>
}

async function runAll(tasks: readonly Task[], { options, encode }: Run): Promise<void> {
  if (tasks.length === 0) return
  const pool = openEncodingPool(options.signal)
  // One more than there are threads: what is written is not being encoded.
  const limit = pLimit(THREADS + 1)
  try {
    await Promise.all(tasks.map((task) => limit(() => encode(task, pool))))
  } finally {
    limit.clearQueue()
    await pool.close()
  }
}

/** The bytes of the copy; null if there is none. */
async function encodeFile(
  { staged, digest }: StagedFile,
  { encoding, pool }: { encoding: EncodingName; pool: EncodingPool },
): Promise<number | null> {
  const encoded = await pool.encode(staged, encoding)
  if (encoded === null) return null
  await writeDurably(staged + suffixOf(encoding), encoded, digest.fileTimeSeconds)
  return encoded.byteLength
}

class EncodingProgress {
  readonly #report: PublishOptions['onProgress']
  #totalBytes = 0
  #doneBytes = 0

  constructor({ onProgress }: Pick<PublishOptions, 'onProgress'>) {
    this.#report = onProgress
  }

  expect(bytes: number): void {
    this.#totalBytes = bytes
    this.add(0)
  }

  add(bytes: number): void {
    this.#doneBytes += bytes
    this.#report?.({ doneBytes: this.#doneBytes, totalBytes: this.#totalBytes })
  }
}
