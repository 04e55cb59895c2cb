import { currentRelease, readManifest, type Target } from '../target/target.ts'
import { checkRelease } from '../verify/check-release.ts'
import type { EncodedFile } from './encode-files.ts'

/**
 * The current release, if it holds exactly these files and is whole. Whoever publishes the same at every
 * start of a pod must not push the releases before out of those that are kept.
 */
export async function findUnchanged(
  files: readonly EncodedFile[],
  target: Target,
): Promise<string | null> {
  const current = await currentRelease(target)
  if (current === null) return null
  const manifest = await readManifest(target, current).catch(() => null)
  if (manifest === null) return null
  const there = Object.entries(manifest.files).map(([name, { path, integrity }]) => {
    return lineOf({ name, path, integrity })
  })
  const wanted = files.flatMap(({ names, url, digest }) =>
    names.map((name) => lineOf({ name, path: url, integrity: digest.integrity })),
  )
  if (there.toSorted().join('\n') !== wanted.toSorted().join('\n')) return null
  const { problems } = await checkRelease(target, current)
  return problems.length === 0 ? current : null
}

/** Names hold no control characters. */
function lineOf(file: { name: string; path: string; integrity: string }): string {
  return [file.name, file.path, file.integrity].join('\t')
}
