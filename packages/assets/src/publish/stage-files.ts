import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { InputError } from '../assets-errors.ts'
import type { Digest } from '../digest.ts'
import { isAsset, type SourceFile } from '../input/collect-inputs.ts'
import { hashedName, urlPath } from '../input/published-name.ts'
import { copyDurably } from '../target/durable-files.ts'
import type { LockedTarget } from '../with-target.ts'

/** A file as it will be published, in a copy that nobody changes any more. */
export interface StagedFile {
  /** Its names in the manifest: files of equal content may share a place. */
  readonly names: readonly string[]
  /** Where it goes: below the target if an asset, else below the release's folder. */
  readonly path: string
  readonly url: string
  readonly isAsset: boolean
  readonly size: number
  readonly digest: Digest
  /** Where the copy is; those of its encodings get a suffix. */
  readonly staged: string
}

const AT_ONCE = 4

/** Copies everything, since what is copied from may change at any moment. */
export async function stageFiles(
  sources: readonly SourceFile[],
  { work, checkStopped }: LockedTarget,
): Promise<StagedFile[]> {
  const folder = join(work, 'files')
  await mkdir(folder)
  const limit = pLimit(AT_ONCE)
  const copies = await Promise.all(
    sources.map((source, index) =>
      limit(() => {
        checkStopped()
        return stage(source, join(folder, String(index)))
      }),
    ),
  )
  return merged(copies)
}

async function stage(source: SourceFile, staged: string): Promise<StagedFile> {
  const { digest, size } = await copyDurably(source.path, staged)
  const path = source.keepsName ? source.name : `assets/${hashedName(source.name, digest)}`
  const url = urlPath(path)
  return { names: [source.name], path, url, isAsset: isAsset(path), size, digest, staged }
}

function merged(files: readonly StagedFile[]): StagedFile[] {
  const byPath = new Map<string, StagedFile>()
  for (const file of files) {
    const other = byPath.get(file.path)
    if (other !== undefined && other.digest.hex !== file.digest.hex) {
      const [one = '', two = ''] = [...other.names, ...file.names]
      throw new InputError(`${one} and ${two} would both become ${file.path}. Rename one.`)
    }
    byPath.set(file.path, { ...file, names: [...(other?.names ?? []), ...file.names] })
  }
  return [...byPath.values()]
}
