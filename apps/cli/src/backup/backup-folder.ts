/** A folder with backups: which there are, and which go when there are enough. */
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { FileError } from '../cli-errors.ts'
import { fileProblem } from '../file-problem.ts'
import { MANIFEST_FILE } from './manifest.ts'

const NAME = /^cstore-\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z$/u
const LEFT_BEHIND = /^cstore-(?:some-)?\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z\.part$/u
/** No backup takes that long: its process is gone. */
const ABANDONED_MS = 7 * 24 * 3_600_000

/**
 * Names sort by time, and hold no character that a file system refuses. One of some collections only must not
 * be taken for the newest of all, or put an older one of all away: it has another name.
 */
export function backupName(at: Date, of: 'all' | 'some'): string {
  return `cstore-${of === 'some' ? 'some-' : ''}${at.toISOString().replaceAll(':', '')}`
}

/** Paths of the backups of all collections in a folder, newest first. */
async function backupsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileProblem(error, { doing: 'read', file: folder })
  })
  const found = names.filter((name) => NAME.test(name)).toSorted()
  return found.toReversed().map((name) => join(folder, name))
}

/**
 * The backup that a path means: itself, or the newest in it.
 * @throws FileError if there is none.
 */
export async function findBackup(path: string): Promise<string> {
  if (await isThere(join(path, MANIFEST_FILE))) return path
  if (LEFT_BEHIND.test(basename(path))) {
    throw new FileError(`${path} is no backup: it was broken off.`)
  }
  const [newest] = await backupsIn(path)
  if (newest !== undefined) return newest
  throw new FileError(`There is no backup in ${path}.`)
}

/** Removes all but the newest `keep`, and what killed backups have left; answers with their paths. */
export async function removeOldBackups(folder: string, keep: number): Promise<string[]> {
  const old = (await backupsIn(folder)).slice(keep)
  const gone = [...old, ...(await abandonedIn(folder))]
  for (const path of gone) await removeFolder(path)
  return gone
}

async function abandonedIn(folder: string): Promise<string[]> {
  const parts = (await readdir(folder)).filter((name) => LEFT_BEHIND.test(name))
  const paths = parts.map((name) => join(folder, name))
  const ages = await Promise.all(paths.map(async (path) => (await stat(path)).mtimeMs))
  return paths.filter((_, at) => Date.now() - (ages[at] ?? Number.NaN) > ABANDONED_MS)
}

/** The manifest last would leave a folder that looks whole: it goes first. */
async function removeFolder(path: string): Promise<void> {
  try {
    await rm(join(path, MANIFEST_FILE), { force: true })
    await rm(path, { recursive: true, force: true })
  } catch (error) {
    throw fileProblem(error, { doing: 'write', file: path })
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
