import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { type Read, readDigest } from '../digest.ts'
import { ENCODINGS, type EncodingName, suffixOf } from '../encodings/encodings.ts'
import { codeOf, nullIfMissing } from '../file-problem.ts'
import { MANIFEST_NAME, type ManifestFile } from '../manifest.ts'
import { publishedFile, readManifest, type Target } from '../target/target.ts'

export interface CheckedRelease {
  readonly files: number
  /** One sentence for each thing that is not as the manifest says. */
  readonly problems: readonly string[]
}

const AT_ONCE = 8

/**
 * Reads every byte of a release and of its encoded copies.
 * @throws DamagedError if not even its manifest can be read.
 */
export async function checkRelease(target: Target, release: string): Promise<CheckedRelease> {
  const { files } = await readManifest(target, release)
  const all = Object.values(files)
  const limit = pLimit(AT_ONCE)
  const problems = await Promise.all([
    manifestProblems(join(target.releases, release, MANIFEST_NAME)),
    ...all.map((file) => limit(() => fileProblems(publishedPath(target, release, file), file))),
  ])
  return { files: all.length, problems: problems.flat() }
}

/** An address that leads elsewhere is as good as a file that is missing. */
function publishedPath(target: Target, release: string, file: ManifestFile): string {
  try {
    return publishedFile(target, release, file.path)
  } catch {
    return join(target.releases, release, 'no such file')
  }
}

/** What is wrong with a file and its copies. */
export async function fileProblems(path: string, file: ManifestFile): Promise<string[]> {
  const names = ENCODINGS.map(({ name }) => name).filter((name) => name in file.encodings)
  const problems = await Promise.all([
    problemAt(path, { file, size: file.size }),
    ...names.map((encoding) =>
      problemAt(path + suffixOf(encoding), { file, encoding, size: file.encodings[encoding] }),
    ),
  ])
  return problems.filter((problem) => problem !== null)
}

interface Expected {
  readonly file: Pick<ManifestFile, 'integrity'>
  readonly encoding?: EncodingName
  /** On the disk. */
  readonly size?: number | undefined
}

async function problemAt(path: string, { file, encoding, size }: Expected): Promise<string | null> {
  const about = await stat(path).catch((error: unknown) => codeOf(error))
  if (about === 'ENOENT') return `${path} is missing.`
  if (typeof about === 'string') return `${path} cannot be read (${about || 'unknown error'}).`
  if (size !== undefined && about.size !== size) {
    return `${path} should have ${size} bytes, but has ${about.size}.`
  }
  const read = await readDigest(path, encoding).catch((error: unknown) => codeOf(error))
  if (typeof read === 'string') return `${path} cannot be read (${read || 'unknown error'}).`
  return contentProblem(path, { read, integrity: file.integrity, mtimeMs: about.mtimeMs })
}

function contentProblem(
  path: string,
  { read, integrity, mtimeMs }: { read: Read; integrity: string; mtimeMs: number },
): string | null {
  if (read.digest.integrity !== integrity) return `${path} has another content.`
  if (mtimeMs !== read.digest.fileTimeSeconds * 1000) return `${path} has another time.`
  return null
}

async function manifestProblems(path: string): Promise<string[]> {
  const { digest } = await readDigest(path)
  const copies = await Promise.all(
    ENCODINGS.map(async ({ name, suffix }) => {
      if ((await stat(path + suffix).catch(nullIfMissing)) === null) return null
      return problemAt(path + suffix, { file: digest, encoding: name })
    }),
  )
  const own = await problemAt(path, { file: digest })
  return [own, ...copies].filter((problem) => problem !== null)
}
