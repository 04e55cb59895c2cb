/**
 * A release is marked before another takes its place, so that one which was never served is known: its
 * publisher was killed before the link was replaced. No page was opened with such a release.
 */
import { lstat, open } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, nullIfMissing } from '../file-problem.ts'
import { syncFolder } from './durable-files.ts'
import type { Target } from './target.ts'

const MARK = '.served'

export async function markServed({ releases }: Target, release: string): Promise<void> {
  const folder = join(releases, release)
  try {
    const mark = await open(join(folder, MARK), 'wx')
    await mark.close()
    await syncFolder(folder)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

export async function isMarkedServed({ releases }: Target, release: string): Promise<boolean> {
  return (await lstat(join(releases, release, MARK)).catch(nullIfMissing)) !== null
}
