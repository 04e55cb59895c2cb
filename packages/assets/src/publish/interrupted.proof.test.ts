/**
 * A publisher that is killed, or finds the disk full, after its first, second, third … change of the
 * disk, until one gets through. Whatever is left: a whole release is served, the one before or the new
 * one, and the next publisher finishes the work.
 */
import { cp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { encode } from '../encodings/encode.ts'
import type { EncodingPool } from '../encodings/encoding-pool.ts'
import type { Input } from '../input/collect-inputs.ts'
import { readManifest, targetAt } from '../target/target.ts'
import { failingDisk } from '../test-support/failing-disk.ts'
import { makeTestFolder, siteFiles, type TestFolder } from '../test-support/test-folders.ts'
import { verifyReleases } from '../verify/verify-releases.ts'
import { publishRelease } from './publish-release.ts'

vi.mock('node:fs/promises', async (original) => {
  const { failingDisk: disk } = await import('../test-support/failing-disk.ts')
  return disk.wrap(await original())
})

// Hundreds of threads would take most of the time.
vi.mock('../encodings/encoding-pool.ts', () => ({
  THREADS: 2,
  openEncodingPool: (): EncodingPool => ({
    encode: async (path, encoding) => encode(await readFile(path), encoding),
    close: () => Promise.resolve(),
  }),
}))

let folder: TestFolder
let original: string
let after: Input[]

beforeAll(async () => {
  folder = await makeTestFolder()
  after = [
    { kind: 'site', folder: await folder.write('after', siteFiles('after')) },
    { kind: 'files', folder: await folder.write('files', { 'deep/terms.txt': 'short' }) },
  ]
  original = join(folder.path, 'original')
  // Two, so that there is something to prune.
  for (const version of ['earlier', 'before']) {
    const site = await folder.write(version, siteFiles(version))
    await publishRelease({ target: original, inputs: [{ kind: 'site', folder: site }] })
  }
})
afterAll(() => folder[Symbol.asyncDispose]())

/** With everything taken away that can be, so that this is interrupted too. */
const SETTINGS = { keep: 0, graceMs: 0, lockWaitMs: 0, lockSilenceMs: 40 }

async function copyOfOriginal(name: string): Promise<string> {
  const target = join(folder.path, name)
  await cp(original, target, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true })
  return target
}

/** Which page is served, if all of its release is there. */
async function servedPage(target: string): Promise<string> {
  const { releases } = await verifyReleases({ target })
  expect(releases.flatMap(({ problems }) => problems)).toEqual([])
  const { files } = await readManifest(targetAt(target), releases[0]?.release ?? '')
  const script = Object.keys(files).find((name) => name.startsWith('assets/app-')) ?? ''
  return script.replace(/.*app-|0*\.js/g, '')
}

/** The next publisher has no more to do than any other, and nothing of the last one stays. */
async function expectRecovery(target: string): Promise<void> {
  await publishRelease({ ...SETTINGS, target, inputs: after })
  await publishRelease({ ...SETTINGS, target, inputs: after })
  expect(await servedPage(target)).toBe('after')
  expect(await readdir(join(target, '.cstore'))).toEqual([])
  expect(await readdir(join(target, 'releases'))).toHaveLength(1)
  const assets = await readdir(join(target, 'assets'))
  expect(assets.filter((name) => !/^(app-after|terms-)/.test(name))).toEqual([])
}

/** Not before the new one is whole; then at once. */
function expectOneSwap(served: readonly string[]): void {
  const swapped = served.indexOf('after')
  expect(new Set(served.slice(0, swapped))).toEqual(new Set(['before']))
  expect(new Set(served.slice(swapped))).toEqual(new Set(['after']))
}

/** Answers which page is served then; null if it came through. */
async function kill(target: string, changes: number): Promise<string | null> {
  const run = () => publishRelease({ ...SETTINGS, target, inputs: after })
  const outcome = await failingDisk.run({ changes, end: 'killed', run })
  return outcome === 'killed' ? servedPage(target) : null
}

/** Answers what it says; null if it came through. */
async function fill(target: string, changes: number): Promise<string | null> {
  const run = () => publishRelease({ ...SETTINGS, target, inputs: after })
  try {
    await failingDisk.run({ changes, end: 'full', run })
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('a publisher that is killed', () => {
  it(
    'leaves a whole release, and nothing that is in the way of the next one',
    { timeout: 300_000 },
    async () => {
      const served: string[] = []
      for (;;) {
        const target = await copyOfOriginal(`killed-${served.length}`)
        const page = await kill(target, served.length)
        if (page === null) break
        served.push(page)
        await expectRecovery(target)
      }
      expect(served.length).toBeGreaterThan(50)
      expectOneSwap(served)
    },
  )
})

describe('a publisher that finds the disk full', () => {
  it('says so, serves what it served, and goes away without a trace', async () => {
    let changes = 0
    for (;;) {
      const target = await copyOfOriginal(`full-${changes}`)
      const message = await fill(target, changes)
      if (message === null) break
      expect(message).toBe(`Cannot write ${target}: the disk is full.`)
      expect(await readdir(join(target, '.cstore'))).toEqual([])
      expect(await servedPage(target)).toBe('before')
      changes += 1
    }
    expect(changes).toBeGreaterThan(30)
    await expectRecovery(join(folder.path, 'full-20'))
  })
})
