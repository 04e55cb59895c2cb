/**
 * Encodes files in threads: the strongest settings take a second for each megabyte, and the
 * thread that holds the lock of the target must not be kept from saying that it lives.
 */
import { fileURLToPath } from 'node:url'
import { availableParallelism } from 'node:os'
import workerpool from 'workerpool'
import { StoppedError } from '../assets-errors.ts'
import type { EncodingName } from './encodings.ts'

export interface EncodingPool {
  /** Null if the file hardly shrinks. */
  encode(path: string, encoding: EncodingName): Promise<Uint8Array | null>
  /** Ends the threads at once. */
  close(): Promise<void>
}

/** As many as there are processors, which counts the limits of a container; each may need 130 MB. */
export const THREADS = Math.min(availableParallelism(), 8)

const FILE_TIMEOUT_MS = 10 * 60_000

export function openEncodingPool(signal?: AbortSignal): EncodingPool {
  const pool = workerpool.pool(workerFile(), {
    workerType: 'thread',
    maxWorkers: THREADS,
  })
  const stop = (): void => void pool.terminate(true)
  signal?.addEventListener('abort', stop, { once: true })
  return {
    encode: async (path, encoding) => {
      try {
        const task = pool.exec('encodeFile', [path, encoding]).timeout(FILE_TIMEOUT_MS)
        const encoded: unknown = await task
        return encoded instanceof Uint8Array ? encoded : null
      } catch (error) {
        throw signal?.aborted === true ? new StoppedError({ cause: error }) : error
      }
    },
    close: async () => {
      signal?.removeEventListener('abort', stop)
      await pool.terminate(true)
    },
  }
}

/** The sources run as they are; a bundle has the worker beside itself. */
function workerFile(): string {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  return fileURLToPath(new URL(`./encode-worker.${extension}`, import.meta.url))
}
