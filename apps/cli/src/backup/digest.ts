import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { fileProblem } from '../file-problem.ts'

export interface Digest {
  readonly sha256: string
  readonly bytes: number
}

/** @throws FileError if it cannot be read. */
export async function digestFile(file: string, signal: AbortSignal): Promise<Digest> {
  const digesting = new Digesting()
  try {
    for await (const _ of digesting.of(createReadStream(file, { signal }))) continue
  } catch (error) {
    throw signal.aborted ? error : fileProblem(error, { doing: 'read', file })
  }
  return digesting.result()
}

/** Reckons the digest of what passes by. */
export class Digesting {
  readonly #hash = createHash('sha256')
  #bytes = 0

  async *of(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.#hash.update(chunk)
      this.#bytes += chunk.length
      yield chunk
    }
  }

  /** Once, at the end. */
  result(): Digest {
    return { sha256: this.#hash.digest('hex'), bytes: this.#bytes }
  }
}
