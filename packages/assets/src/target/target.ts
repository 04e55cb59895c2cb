/**
 * The folder that a CDN serves:
 *
 *     assets/…           files with a hash in their names, of all kept releases; never changed
 *     releases/<id>/…    the other files of one release, and its manifest.json
 *     current            link to the release that is served, replaced at once
 *     .cstore/           the lock, and what is being written
 */
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { TargetError } from '../assets-errors.ts'
import { fileProblem, nullIfMissing } from '../file-problem.ts'
import { isAsset } from '../input/collect-inputs.ts'
import { pathOfUrl } from '../input/published-name.ts'
import { MANIFEST_NAME, type Manifest, parseManifest } from '../manifest.ts'
import { makeFolder } from './durable-files.ts'
import { isReleaseId } from './release-id.ts'

export interface Target {
  readonly folder: string
  readonly assets: string
  readonly releases: string
  readonly current: string
  readonly own: string
}

/** Where everything is; touches nothing. */
export function targetAt(folder: string): Target {
  const root = resolve(folder)
  const [assets, releases, current, own] = ['assets', 'releases', 'current', '.cstore']
  return {
    folder: root,
    assets: join(root, assets),
    releases: join(root, releases),
    current: join(root, current),
    own: join(root, own),
  }
}

/**
 * Makes a folder a target, if it is not one yet.
 * @throws TargetError if it holds something else, or cannot be written.
 */
export async function prepareTarget(folder: string): Promise<Target> {
  const target = targetAt(folder)
  try {
    await makeFolder(target.folder)
    if (!(await isTarget(target))) await refuseOccupied(target)
    for (const part of [target.own, target.assets, target.releases]) await makeFolder(part)
  } catch (error) {
    throw fileProblem(error, { doing: 'write', path: target.folder })
  }
  return target
}

/** @throws TargetError if nothing was ever published there. */
export async function existingTarget(folder: string): Promise<Target> {
  const target = targetAt(folder)
  if (await isTarget(target)) return target
  throw new TargetError(`Nothing has been published into ${target.folder}.`)
}

async function isTarget({ own }: Target): Promise<boolean> {
  return (await lstat(own).catch(nullIfMissing)) !== null
}

/** Whoever mistypes the folder must not lose what is in it when releases are pruned. */
async function refuseOccupied({ folder }: Target): Promise<void> {
  const names = (await readdir(folder)).filter((name) => !isOfFileSystem(name))
  if (names.length === 0) return
  throw new TargetError(
    `${folder} holds other files (${names.slice(0, 3).join(', ')}). Name an empty folder to publish into.`,
  )
}

/** New volumes are not always empty. */
function isOfFileSystem(name: string): boolean {
  return name === 'lost+found' || name.startsWith('.')
}

/** The id of the release that is served; null before the first. */
export async function currentRelease({ current }: Target): Promise<string | null> {
  const link = await readlink(current).catch(nullIfMissing)
  if (link === null) return null
  const id = link.slice('releases/'.length)
  if (link.startsWith('releases/') && isReleaseId(id)) return id
  throw new TargetError(
    `${current} is not the link that it should be. Remove it and publish again.`,
  )
}

/** Ids of all releases that are there, oldest first. */
export async function listReleases({ releases }: Target): Promise<string[]> {
  const names = await readdir(releases)
  return names.filter(isReleaseId).toSorted()
}

/** @throws DamagedError if it is not what it should be. */
export async function readManifest(target: Target, release: string): Promise<Manifest> {
  const path = join(target.releases, release, MANIFEST_NAME)
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileProblem(error, { doing: 'read', path })
  })
  return parseManifest(text, release)
}

/** Where a file of a release is, by its address. */
export function publishedFile(target: Target, release: string, url: string): string {
  const path = pathOfUrl(url)
  return isAsset(path) ? join(target.folder, path) : join(target.releases, release, path)
}
