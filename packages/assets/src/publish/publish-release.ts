/**
 * Publishes folders as one release. Nobody is served anything of it before it is whole, on the disk
 * and checked: files with hashes in their names go in first, which no page asks for yet; then the
 * release's own folder, under a name that nothing leads to; then the link is replaced. Interrupted
 * anywhere before that, the release before it is served as if nothing had been; what was left is
 * removed by the next publisher.
 */
import { realpath, rename, rm } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { AssetsError, DamagedError, InputError } from '../assets-errors.ts'
import { collectInputs } from '../input/collect-inputs.ts'
import { type Pruned, pruneLocked } from '../prune/prune-releases.ts'
import type { PublishOptions } from '../publish-options.ts'
import { pointAt, syncFolder } from '../target/durable-files.ts'
import { nextReleaseId } from '../target/release-id.ts'
import { markServed } from '../target/served-mark.ts'
import { currentRelease, listReleases, prepareTarget, type Target } from '../target/target.ts'
import { checkRelease } from '../verify/check-release.ts'
import { type LockedTarget, withTarget } from '../with-target.ts'
import { encodeFiles, type EncodedFile } from './encode-files.ts'
import { findPublished } from './find-published.ts'
import { findUnchanged } from './find-unchanged.ts'
import { placeAssets, writeReleaseFolder } from './place-files.ts'
import { stageFiles } from './stage-files.ts'

export interface Published {
  /** The one that is served now. */
  readonly release: string
  /** It was served already, with exactly these files. */
  readonly isUnchanged: boolean
  readonly files: number
  /** Files of `assets/` that were there already. */
  readonly reused: number
  /** Bytes of all files, not encoded. */
  readonly bytes: number
  /** Null if that could not be done; what was published is served all the same. */
  readonly pruned: Pruned | null
  readonly pruneProblem?: string
}

/**
 * @throws InputError if something cannot be published as it is.
 * @throws TargetError if the target cannot be used.
 * @throws BusyError if another publisher is at work.
 * @throws StoppedError if the signal is aborted before the release is served.
 */
export async function publishRelease(options: PublishOptions): Promise<Published> {
  await refuseTargetInside(options)
  const sources = await collectInputs(options.inputs)
  const target = await prepareTarget(options.target)
  return withTarget(target, options, async (locked) => {
    const staged = await stageFiles(sources, locked)
    const published = await findPublished(staged, target)
    const files = await encodeFiles(staged, { published, locked, options })
    const unchanged = await findUnchanged(files, target)
    const release = unchanged ?? nextReleaseId(await listReleases(target), nowMs(options))
    if (unchanged === null) await addRelease(release, { files, locked })
    const reused = files.filter(({ isThere }) => isThere).length
    const bytes = files.reduce((sum, { size }) => sum + size, 0)
    const pruned = await pruneAfter(locked, options)
    const isUnchanged = unchanged !== null
    return { release, isUnchanged, files: files.length, reused, bytes, ...pruned }
  })
}

function nowMs({ now = Date.now }: PublishOptions): number {
  return now()
}

interface Addition {
  readonly files: readonly EncodedFile[]
  readonly locked: LockedTarget
}

async function addRelease(release: string, { files, locked }: Addition): Promise<void> {
  const { target, work, lock, checkStopped } = locked
  const folder = join(work, 'release')
  await placeAssets(files, locked)
  await writeReleaseFolder(folder, { release, files })
  await lock.assertHeld()
  checkStopped()
  await rename(folder, join(target.releases, release))
  try {
    await serve(release, locked)
  } catch (error) {
    if ((await currentRelease(target)) !== release) {
      await rm(join(target.releases, release), { recursive: true, force: true })
    }
    throw error
  }
}

async function serve(
  release: string,
  { target, work, lock, checkStopped }: LockedTarget,
): Promise<void> {
  await syncFolder(target.releases)
  await refuseDamaged(target, release)
  const former = await currentRelease(target)
  if (former !== null) await markServed(target, former)
  await lock.assertHeld()
  checkStopped()
  const destination = relative(dirname(target.current), join(target.releases, release))
  await pointAt(target.current, destination, work)
}

/** Reads back what was written, before anybody else does. */
async function refuseDamaged(target: Target, release: string): Promise<void> {
  const { problems } = await checkRelease(target, release)
  if (problems.length === 0) return
  throw new DamagedError(
    `What was written is not what is read back: ${problems[0]} Nothing was published.`,
    problems,
  )
}

async function pruneAfter(
  locked: LockedTarget,
  options: PublishOptions,
): Promise<Pick<Published, 'pruned' | 'pruneProblem'>> {
  try {
    return { pruned: await pruneLocked(locked, options) }
  } catch (error) {
    const shown = error instanceof AssetsError ? error.message : String(error)
    return { pruned: null, pruneProblem: shown }
  }
}

/** It would publish what it publishes. */
async function refuseTargetInside({ inputs, target }: PublishOptions): Promise<void> {
  const inner = (await realpath(target).catch(() => resolve(target))) + sep
  for (const { folder } of inputs) {
    const outer = (await realpath(folder).catch(() => resolve(folder))) + sep
    if (!inner.startsWith(outer) && !outer.startsWith(inner)) continue
    throw new InputError(
      `${folder} and the target ${target} lie in each other. Name another target.`,
    )
  }
}
