/**
 * Takes away what no kept release needs. A release is kept if it is served, is one of the newest that
 * were, or was served until less than the grace period ago: pages that were opened then still ask for
 * its files. A file is kept if a kept release names it, or if it came lately.
 *
 * When in doubt nothing is removed: if a kept release cannot say which files it needs, none goes.
 */
import { type Dirent } from 'node:fs'
import { readdir, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ENCODINGS } from '../encodings/encodings.ts'
import { codeOf, nullIfMissing } from '../file-problem.ts'
import { DEFAULTS, type PruneOptions } from '../publish-options.ts'
import { removeFolder, syncFolder } from '../target/durable-files.ts'
import { releaseTimeMs } from '../target/release-id.ts'
import { isMarkedServed } from '../target/served-mark.ts'
import {
  currentRelease,
  existingTarget,
  listReleases,
  publishedFile,
  readManifest,
  type Target,
} from '../target/target.ts'
import { type LockedTarget, withTarget } from '../with-target.ts'

export interface Pruned {
  readonly current: string | null
  /** Earlier releases that stay. */
  readonly kept: readonly string[]
  readonly removedReleases: readonly string[]
  /** Files of `assets/`, with their copies. */
  readonly removedFiles: number
}

/**
 * @throws BusyError if another publisher is at work.
 * @throws DamagedError if a kept release cannot say what it needs.
 */
export async function pruneReleases(options: PruneOptions): Promise<Pruned> {
  const target = await existingTarget(options.target)
  return withTarget(target, options, (locked) => pruneLocked(locked, options))
}

export async function pruneLocked(
  { target, lock, work }: LockedTarget,
  { keep = DEFAULTS.keep, graceMs = DEFAULTS.graceMs, now = Date.now }: PruneOptions,
): Promise<Pruned> {
  const current = await currentRelease(target)
  const releases = await listReleases(target)
  const served = await servedReleases(target, { releases, current })
  const kept = keptReleases({ releases: served, current, keep, sinceMs: now() - graceMs })
  const needed = await neededFiles(target, kept)
  const removedReleases = releases.filter((release) => !kept.includes(release))
  await lock.assertHeld()
  for (const release of removedReleases) {
    await removeFolder(join(target.releases, release), join(work, release))
  }
  await syncFolder(target.releases)
  const removedFiles = await removeFiles(target.assets, { needed, beforeMs: Date.now() - graceMs })
  return {
    current,
    kept: kept.filter((release) => release !== current),
    removedReleases,
    removedFiles,
  }
}

async function servedReleases(
  target: Target,
  { releases, current }: { releases: readonly string[]; current: string | null },
): Promise<string[]> {
  const served: string[] = []
  for (const release of releases) {
    if (release === current || (await isMarkedServed(target, release))) served.push(release)
  }
  return served
}

interface Choice {
  /** Those that are or were served, oldest first. */
  readonly releases: readonly string[]
  readonly current: string | null
  readonly keep: number
  readonly sinceMs: number
}

export function keptReleases({ releases, current, keep, sinceMs }: Choice): string[] {
  const earlier = releases.filter((release) => release !== current)
  const newest = new Set(keep === 0 ? [] : earlier.slice(-keep))
  return releases.filter((release, index) => {
    const successor = releases[index + 1]
    // It was served until the next one came.
    const wasServedSince = successor === undefined || releaseTimeMs(successor) > sinceMs
    return release === current || newest.has(release) || wasServedSince
  })
}

async function neededFiles(target: Target, releases: readonly string[]): Promise<Set<string>> {
  const needed = new Set<string>()
  for (const release of releases) {
    const { files } = await readManifest(target, release)
    for (const { path, encodings } of Object.values(files)) {
      const file = publishedFile(target, release, path)
      needed.add(file)
      for (const { name, suffix } of ENCODINGS) if (name in encodings) needed.add(file + suffix)
    }
  }
  return needed
}

interface Removal {
  readonly needed: ReadonlySet<string>
  readonly beforeMs: number
}

async function removeFiles(folder: string, removal: Removal): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true })
  let removed = 0
  for (const entry of entries.toSorted(plainFirst)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) removed += await removeInFolder(path, removal)
    else if (!removal.needed.has(path) && (await isOld(path, removal.beforeMs))) {
      await rm(path, { force: true })
      removed += 1
    }
  }
  if (removed > 0) await syncFolder(folder)
  return removed
}

/** Where there is a plain file, all its copies are there too, even if this is interrupted. */
function plainFirst(one: Dirent, other: Dirent): number {
  return one.name.length - other.name.length
}

async function removeInFolder(folder: string, removal: Removal): Promise<number> {
  const removed = await removeFiles(folder, removal)
  await rmdir(folder).catch((error: unknown) => {
    if (!['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error
  })
  return removed
}

/** By the time of the change of its name: the other times are made from its content. */
async function isOld(path: string, beforeMs: number): Promise<boolean> {
  const about = await stat(path).catch(nullIfMissing)
  return about !== null && about.ctimeMs <= beforeMs
}
