import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { InputError } from '../assets-errors.ts'
import { fileProblem } from '../file-problem.ts'

export interface FoundFile {
  /** Path in the folder, with `/` between its parts. */
  readonly name: string
  readonly path: string
  readonly size: number
}

const MAX_FILES = 20_000
const MAX_DEPTH = 32
const MAX_FILE_BYTES = 2 ** 30
/** Leaves room for the hash and the suffix of a copy in the 255 bytes of a file system. */
const MAX_NAME_BYTES = 200

/**
 * All files below a folder, by name. Names that begin with a dot are left out: they are not served.
 * A link to a file counts as the file, if that is in the folder too.
 * @throws InputError for whatever cannot be published.
 */
export async function walkFolder(folder: string): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  try {
    const root = await realpath(folder)
    await walk({ root, folder: root, prefix: '', depth: 0, found })
  } catch (error) {
    throw fileProblem(error, { doing: 'read', path: folder })
  }
  return found
}

interface Walk {
  readonly root: string
  readonly folder: string
  /** Of the names of what is in `folder`. */
  readonly prefix: string
  readonly depth: number
  readonly found: FoundFile[]
}

async function walk(here: Walk): Promise<void> {
  const { folder, prefix, depth, found } = here
  if (depth > MAX_DEPTH) throw new InputError(`${folder} is more than ${MAX_DEPTH} folders deep.`)
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    if (entry.name.startsWith('.')) continue
    const path = join(folder, entry.name)
    checkName(entry.name, path)
    const name = prefix + entry.name
    if (entry.isDirectory()) {
      await walk({ ...here, folder: path, prefix: `${name}/`, depth: depth + 1 })
      continue
    }
    if (found.length === MAX_FILES) {
      throw new InputError(`Expected at most ${MAX_FILES} files in ${here.root}.`)
    }
    found.push({ name, ...(await fileAt(entry, path, here.root)) })
  }
}

function checkName(name: string, path: string): void {
  // U+FFFD stands for bytes that are not UTF-8.
  if (/[\p{Cc}\\\uFFFD]/u.test(name)) {
    throw new InputError(
      `The name ${JSON.stringify(path)} holds a control character, a backslash or bytes that are not UTF-8. Rename it.`,
    )
  }
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
    throw new InputError(`The name ${path} is longer than ${MAX_NAME_BYTES} bytes. Rename it.`)
  }
}

async function fileAt(
  entry: Dirent,
  path: string,
  root: string,
): Promise<{ path: string; size: number }> {
  const real = entry.isSymbolicLink() ? await linkedFile(path, root) : path
  const about = await stat(real)
  if (!about.isFile()) throw new InputError(`${path} is neither a file nor a folder.`)
  if (about.size > MAX_FILE_BYTES) {
    throw new InputError(`${path} is larger than ${MAX_FILE_BYTES / 2 ** 20} MiB.`)
  }
  return { path: real, size: about.size }
}

async function linkedFile(path: string, root: string): Promise<string> {
  const real = await realpath(path).catch((error: unknown) => {
    throw fileProblem(error, { doing: 'read', path })
  })
  if (!real.startsWith(root + sep)) throw new InputError(`${path} is a link out of ${root}.`)
  if ((await stat(real)).isDirectory()) {
    throw new InputError(`${path} is a link to a folder. Only links to files are followed.`)
  }
  return real
}
