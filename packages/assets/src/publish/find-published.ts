import { join } from 'node:path'
import { InputError } from '../assets-errors.ts'
import { readDigest } from '../digest.ts'
import { nullIfMissing } from '../file-problem.ts'
import type { ManifestFile } from '../manifest.ts'
import { listReleases, readManifest, type Target } from '../target/target.ts'
import { fileProblems } from '../verify/check-release.ts'
import type { StagedFile } from './stage-files.ts'

/**
 * Which assets are there already, whole and with all copies, by address. Others are written, over
 * what is damaged if need be.
 * @throws InputError if an asset is there with another content: browsers may have that one.
 */
export async function findPublished(
  files: readonly StagedFile[],
  target: Target,
): Promise<ReadonlyMap<string, ManifestFile>> {
  const known = await knownFiles(target)
  const published = new Map<string, ManifestFile>()
  for (const file of files.filter(({ isAsset }) => isAsset)) {
    const earlier = known.get(file.url)
    const isSame = earlier?.integrity === file.digest.integrity
    if (earlier === undefined) await refuseOther(file, target)
    else if (!isSame) throw changed(file)
    else if ((await fileProblems(join(target.folder, file.path), earlier)).length === 0) {
      published.set(file.url, earlier)
    }
  }
  return published
}

async function knownFiles(target: Target): Promise<Map<string, ManifestFile>> {
  const known = new Map<string, ManifestFile>()
  for (const release of await listReleases(target)) {
    // A damaged one tells nothing; its files are looked at like those of no release.
    const manifest = await readManifest(target, release).catch(() => null)
    for (const file of Object.values(manifest?.files ?? {})) known.set(file.path, file)
  }
  return known
}

/** Left behind by a publisher that was killed, or by a release that is gone. */
async function refuseOther(file: StagedFile, target: Target): Promise<void> {
  const there = await readDigest(join(target.folder, file.path)).catch(nullIfMissing)
  if (there !== null && there.digest.hex !== file.digest.hex) throw changed(file)
}

function changed({ names, path }: StagedFile): InputError {
  return new InputError(
    `${names[0]} was published before with another content, and browsers keep ${path} for a year. ` +
      'Build it so that its name changes with its content.',
  )
}
