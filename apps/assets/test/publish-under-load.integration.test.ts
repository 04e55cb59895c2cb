import { join } from 'node:path'
import { publishRelease, verifyReleases } from '@cstore/assets'
import { startCdn } from '@cstore/testing'
import { expect, it } from 'vitest'
import { ask } from './ask.ts'
import { startReaders } from './readers.ts'
import { makeTestFolder, pageOf, siteFiles, writeFiles } from './test-site.ts'

const VERSIONS = Array.from({ length: 10 }, (_, index) => `version ${index + 10}`)

it('publishes while browsers read: no answer fails or is of two releases', async () => {
  await using folder = await makeTestFolder()
  const target = join(folder.path, 'target')
  const publish = async (version: string): Promise<void> => {
    const site = join(folder.path, version)
    await writeFiles(site, siteFiles(version))
    await publishRelease({
      target,
      inputs: [{ kind: 'site', folder: site }],
      keep: 2,
      graceMs: 0,
    })
  }
  const [first = '', ...others] = VERSIONS
  await publish(first)
  const cdn = await startCdn({ root: target })
  const readers = startReaders(cdn.origin, VERSIONS)
  try {
    for (const version of others) {
      // All have seen this release before there is a next one, and their old page is one of the last two.
      await readers.rounds(1)
      await publish(version)
      // At once, although nginx had the one before open a moment ago.
      const page = await ask(cdn.origin, { path: '/' })
      expect(page.body.toString()).toBe(pageOf(version))
    }
    await readers.rounds(1)
  } finally {
    await readers.stop()
    await cdn.stop()
  }
  expect(readers.problems).toEqual([])
  expect(readers.answers()).toBeGreaterThan(300)
  const { releases } = await verifyReleases({ target, all: true })
  expect(releases.map(({ problems }) => problems)).toEqual([[], [], []])
}, 60_000)
