import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { digestOfBytes } from '../digest.ts'
import { encode } from '../encodings/encode.ts'
import { ENCODINGS } from '../encodings/encodings.ts'
import { formatManifest, MANIFEST_NAME, type Manifest } from '../manifest.ts'
import { makeFolder, syncFolder, writeDurably } from '../target/durable-files.ts'
import type { LockedTarget } from '../with-target.ts'
import type { EncodedFile } from './encode-files.ts'

/** Puts the assets that are new where they are served. No page asks for them yet. */
export async function placeAssets(
  files: readonly EncodedFile[],
  { target, checkStopped }: LockedTarget,
): Promise<void> {
  const fresh = files.filter(({ isAsset, isThere }) => isAsset && !isThere)
  const folders = new Set<string>()
  for (const file of fresh) {
    checkStopped()
    const path = join(target.folder, file.path)
    await makeFolder(dirname(path))
    await moveWithCopies(file, path)
    folders.add(dirname(path))
  }
  for (const folder of folders) await syncFolder(folder)
}

/** The copies first: where there is a plain file, all its copies are there too, and no others. */
async function moveWithCopies({ staged, encodings }: EncodedFile, path: string): Promise<void> {
  for (const { name, suffix } of ENCODINGS) {
    if (name in encodings) await rename(staged + suffix, path + suffix)
    else await rm(path + suffix, { force: true })
  }
  await rename(staged, path)
}

export interface ReleaseFolder {
  readonly release: string
  readonly files: readonly EncodedFile[]
}

/** Writes the folder of a release: its manifest, and all files that are no assets. */
export async function writeReleaseFolder(
  folder: string,
  { release, files }: ReleaseFolder,
): Promise<void> {
  await mkdir(folder)
  const folders = new Set([folder])
  for (const file of files.filter(({ isAsset }) => !isAsset)) {
    const path = join(folder, file.path)
    await mkdir(dirname(path), { recursive: true })
    await moveWithCopies(file, path)
    for (let above = dirname(path); above !== folder; above = dirname(above)) folders.add(above)
  }
  await writeManifest(join(folder, MANIFEST_NAME), manifestOf(release, files))
  for (const one of folders) await syncFolder(one)
}

function manifestOf(release: string, files: readonly EncodedFile[]): Manifest {
  const entries = files.flatMap(({ names, url, size, digest, encodings }) =>
    names.map(
      (name) => [name, { path: url, size, integrity: digest.integrity, encodings }] as const,
    ),
  )
  const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : 1))
  return { version: 1, release, files: Object.fromEntries(sorted) }
}

async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  const bytes = Buffer.from(formatManifest(manifest))
  const { fileTimeSeconds } = digestOfBytes(bytes)
  await writeDurably(path, bytes, fileTimeSeconds)
  for (const { name, suffix } of ENCODINGS) {
    const encoded = encode(bytes, name)
    if (encoded !== null) await writeDurably(path + suffix, encoded, fileTimeSeconds)
  }
}
