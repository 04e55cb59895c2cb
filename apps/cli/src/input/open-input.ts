import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { FileError } from '../cli-errors.ts'
import { fileProblem } from '../file-problem.ts'

export interface Input {
  /** Uncompressed bytes; to be read once. Throws FileError if they cannot be read on. */
  readonly chunks: AsyncIterable<Buffer>
  /** Bytes as they lie in the file, or null if nobody can know (a pipe). */
  readonly totalBytes: number | null
  /** How many bytes of `totalBytes` have been read. */
  bytesRead(): number
  /** Ends the reading, also one that waits: `chunks` throws. */
  close(): void
}

/** Small, because what is read ahead counts as done in the progress. */
const CHUNK_BYTES = 64 * 1024

/**
 * Opens a file, unpacking it if its name ends in `.gz`; `-` is standard input.
 * @throws FileError saying why it cannot be read.
 */
export async function openInput(file: string, stdin: Readable): Promise<Input> {
  if (file === '-') return inputOf(file, stdin)
  const handle = await open(file).catch((error: unknown) => {
    throw fileProblem(error, { doing: 'read', file })
  })
  const about = await handle.stat()
  if (about.isDirectory()) {
    await handle.close()
    throw new FileError(`Cannot read ${file}: it is a folder.`)
  }
  const raw = handle.createReadStream({ highWaterMark: CHUNK_BYTES })
  return {
    ...inputOf(file, file.endsWith('.gz') ? unpacked(raw) : raw),
    totalBytes: about.isFile() ? about.size : null,
    bytesRead: () => raw.bytesRead,
  }
}

function inputOf(file: string, stream: Readable): Input {
  return {
    chunks: chunksOf(file, stream),
    totalBytes: null,
    bytesRead: () => 0,
    close: () => {
      stream.destroy(new Error('The reading was ended.'))
    },
  }
}

async function* chunksOf(file: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* stream
  } catch (error) {
    throw fileProblem(error, { doing: 'read', file })
  }
}

function unpacked(raw: Readable): Readable {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  // An error on either side destroys gunzip, and so reaches whoever reads it.
  return pipeline(raw, gunzip, () => undefined)
}
