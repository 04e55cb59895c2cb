import { AssetsError, TargetError } from '../assets-errors.ts'
import { currentRelease, existingTarget, listReleases, type Target } from '../target/target.ts'
import { checkRelease } from './check-release.ts'

export interface VerifyOptions {
  readonly target: string
  /** Every release that is kept, not only the current one. */
  readonly all?: boolean
}

export interface Verified {
  readonly releases: readonly {
    readonly release: string
    readonly isCurrent: boolean
    readonly files: number
    readonly problems: readonly string[]
  }[]
}

/**
 * Checks that what was published is still there, to the byte. Changes nothing and waits for nobody.
 * @throws TargetError if nothing is served.
 */
export async function verifyReleases({ target: folder, all }: VerifyOptions): Promise<Verified> {
  const target = await existingTarget(folder)
  const current = await currentRelease(target)
  if (current === null) throw new TargetError(`${target.folder} has no current release.`)
  const chosen = all ? new Set([...(await listReleases(target)), current]) : [current]
  const releases = []
  for (const release of chosen) {
    releases.push({ release, isCurrent: release === current, ...(await check(target, release)) })
  }
  return { releases }
}

async function check(target: Target, release: string) {
  try {
    return await checkRelease(target, release)
  } catch (error) {
    if (!(error instanceof AssetsError)) throw error
    return { files: 0, problems: [error.message] }
  }
}
