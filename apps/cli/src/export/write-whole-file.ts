import { createWriteStream } from 'node:fs'
import { open, rename, rm, stat, truncate } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { CliError } from '../cli-errors.ts'
import { fileProblem } from '../file-problem.ts'

/**
 * Writes a file that is whole or not there: under another name (`.part`) first, renamed once all
 * of it is on the disk. Compressed if the name ends in `.gz`.
 * @throws FileError if it cannot be written, and what the source throws.
 */
export async function writeWholeFile(file: string, source: AsyncIterable<Buffer>): Promise<void> {
  const part = partName(file)
  try {
    await refuseFolder(file)
    await write(part, source, file.endsWith('.gz'))
    await rename(part, file)
    await syncFolder(dirname(file))
  } catch (error) {
    await rm(part, { force: true })
    throw error instanceof CliError ? error : fileProblem(error, { doing: 'write', file })
  }
}

/**
 * As `writeWholeFile`, but keeps what it has (`.part`) when the source breaks off, for the next time.
 * @param source what is to be written behind the whole lines of the partial file
 */
export async function continueFile(
  file: string,
  part: { readonly bytes: number; readonly source: AsyncIterable<Buffer> },
): Promise<void> {
  const name = partName(file)
  try {
    await refuseFolder(file)
    if (part.bytes > 0) await truncate(name, part.bytes)
    const flags = part.bytes > 0 ? 'a' : 'w'
    await pipeline(part.source, createWriteStream(name, { flags, flush: true }))
    await rename(name, file)
    await syncFolder(dirname(file))
  } catch (error) {
    throw error instanceof CliError ? error : fileProblem(error, { doing: 'write', file })
  }
}

/** Where a file is written before it is whole. */
export function partName(file: string): string {
  return `${file}.part`
}

async function write(part: string, source: AsyncIterable<Buffer>, packed: boolean): Promise<void> {
  // `flush` syncs before it closes: a rename may reach the disk before the data.
  const target = createWriteStream(part, { flush: true })
  await (packed ? pipeline(source, createGzip(), target) : pipeline(source, target))
}

/** Found only by the rename otherwise, when all has been transferred. */
async function refuseFolder(file: string): Promise<void> {
  const about = await stat(file).catch(() => null)
  if (about?.isDirectory() === true) {
    throw fileProblem(Object.assign(new Error('folder'), { code: 'EISDIR' }), {
      doing: 'write',
      file,
    })
  }
}

/** Makes names in it lasting. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  // Not every file system can sync a folder; the file itself is safe.
  await handle.sync().catch(() => undefined)
  await handle.close()
}
