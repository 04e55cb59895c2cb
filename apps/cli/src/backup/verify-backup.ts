import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FileError } from '../cli-errors.ts'
import { fileProblem } from '../file-problem.ts'
import { MAX_PIECE_BYTES } from '../input/piece.ts'
import { digestFile } from './digest.ts'
import { DIGESTS_FILE, MANIFEST_FILE, type Manifest, parseManifest } from './manifest.ts'

/**
 * Reads every byte of a backup and compares it with what was written.
 * @throws FileError naming what is missing or damaged.
 */
export async function verifyBackup(path: string, signal: AbortSignal): Promise<Manifest> {
  const digests = await readDigests(path)
  const manifest = await readManifest(path, { digests, signal })
  for (const { file, sha256 } of manifest.collections) {
    if (digests.get(file) !== sha256) throw damaged(path, DIGESTS_FILE)
    const found = await digestFile(join(path, file), signal)
    if (found.sha256 !== sha256) throw damaged(path, file)
  }
  return manifest
}

async function readManifest(
  path: string,
  { digests, signal }: { digests: ReadonlyMap<string, string>; signal: AbortSignal },
): Promise<Manifest> {
  const file = join(path, MANIFEST_FILE)
  const { sha256 } = await digestFile(file, signal)
  if (digests.get(MANIFEST_FILE) !== sha256) throw damaged(path, MANIFEST_FILE)
  const manifest = parseManifest(await readBounded(file))
  if (manifest !== null) return manifest
  throw new FileError(`${path} is no backup that this version of cstore can read.`)
}

/** Names of files to their digests. */
async function readDigests(path: string): Promise<Map<string, string>> {
  const text = await readBounded(join(path, DIGESTS_FILE))
  const lines = text.split('\n').filter((line) => line !== '')
  const pairs = lines.map((line) => /^([0-9a-f]{64}) {2}(.+)$/u.exec(line)?.slice(1) ?? [])
  return new Map(pairs.map(([sha256 = '', file = '']) => [file, sha256]))
}

async function readBounded(file: string): Promise<string> {
  try {
    const { size } = await stat(file)
    if (size <= MAX_PIECE_BYTES) return await readFile(file, 'utf8')
  } catch (error) {
    throw fileProblem(error, { doing: 'read', file })
  }
  throw new FileError(`${file} is larger than it can have been.`)
}

function damaged(path: string, file: string): FileError {
  return new FileError(
    `The backup ${path} is damaged: ${file} is not as it was written. Take another one.`,
  )
}
