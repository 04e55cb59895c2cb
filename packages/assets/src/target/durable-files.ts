/**
 * Changes to the target that survive a power failure, once they have returned. Only what a network
 * file system does too: rename and symbolic links, no hard links, no locks of the system.
 */
import { createReadStream } from 'node:fs'
import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm, symlink } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { dirname, join } from 'node:path'
import { type Read, digestOf } from '../digest.ts'
import { codeOf, fileProblem } from '../file-problem.ts'

/** Another user serves what this one publishes. */
const FILE_MODE = 0o644
const FOLDER_MODE = 0o755

/** A new file. */
export async function writeDurably(
  path: string,
  bytes: Uint8Array | string,
  fileTimeSeconds: number,
): Promise<void> {
  const file = await open(path, 'wx', FILE_MODE)
  try {
    await file.writeFile(bytes)
    await file.utimes(fileTimeSeconds, fileTimeSeconds)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A new file with the content of another, which may be changing. Answers what was copied. */
export async function copyDurably(source: string, path: string): Promise<Read> {
  const file = await open(path, 'wx', FILE_MODE)
  try {
    const hash = createHash('sha384')
    let size = 0
    await pipeline(reading(source), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        hash.update(chunk)
        size += chunk.byteLength
        await file.writeFile(chunk)
      }
    })
    const digest = digestOf(hash.digest())
    await file.utimes(digest.fileTimeSeconds, digest.fileTimeSeconds)
    await file.sync()
    return { digest, size }
  } finally {
    await file.close()
  }
}

/** What goes wrong here is no fault of the target. */
async function* reading(source: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(source)
  } catch (error) {
    throw fileProblem(error, { doing: 'read', path: source })
  }
}

/** Makes a folder and what is missing above it. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: FOLDER_MODE })
  if (first === undefined) return
  for (let made = path; ; made = dirname(made)) {
    await syncFolder(dirname(made))
    if (made === first) return
  }
}

/** After this, files that were made, renamed or removed in the folder stay so. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path)
  try {
    await folder.sync()
  } catch (error) {
    // Some network file systems cannot, and need not: their server has done it.
    if (!['EINVAL', 'ENOTSUP', 'EPERM', 'EACCES', 'EBADF'].includes(codeOf(error))) throw error
  } finally {
    await folder.close()
  }
}

/** Makes a link point elsewhere, with nothing in between: whoever follows it finds one or the other. */
export async function pointAt(
  link: string,
  destination: string,
  temporaryFolder: string,
): Promise<void> {
  const next = join(temporaryFolder, 'next-link')
  await symlink(destination, next)
  await rename(next, link)
  await syncFolder(dirname(link))
}

/** Removes a folder, which is gone at once under its name. */
export async function removeFolder(path: string, trash: string): Promise<void> {
  await rename(path, trash)
  await rm(trash, { recursive: true, force: true })
}
