import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { verifyReleases } from '@cstore/assets'
import { startCdn } from '@cstore/testing'
import { expect, it } from 'vitest'
import { startReaders } from './readers.ts'
import { startCommand } from './run-command.ts'
import { makeTestFolder, siteFiles, writeFiles } from './test-site.ts'

const KILLS = 15
const VERSIONS = Array.from({ length: KILLS + 2 }, (_, index) => `version ${index + 10}`)

it('always serves a whole release, whenever the publisher is killed', async () => {
  await using folder = await makeTestFolder()
  const target = join(folder.path, 'target')
  const start = async (version: string) => {
    const site = join(folder.path, 'sites', version)
    await writeFiles(site, siteFiles(version))
    return startCommand([
      'publish',
      '--target',
      target,
      '--site',
      site,
      '--keep',
      '2',
      '--grace',
      '0s',
    ])
  }
  const [first = '', ...others] = VERSIONS
  const last = others.pop() ?? ''
  const beganMs = performance.now()
  expect(await (await start(first)).ended).toMatchObject({ exitCode: 0 })
  const wholeMs = performance.now() - beganMs
  const cdn = await startCdn({ root: target })
  const readers = startReaders(cdn.origin, VERSIONS)
  try {
    for (const version of others) {
      const { child, ended } = await start(version)
      const gone = once(child, 'exit')
      const afterMs = Math.random() * wholeMs
      await Promise.race([delay(afterMs), gone])
      child.kill('SIGKILL')
      await ended
      const { releases } = await verifyReleases({ target })
      expect(releases[0]?.problems, `killed after ${afterMs} ms`).toEqual([])
      // As if the time were over for which a silent publisher is waited for.
      await rm(join(target, '.cstore', 'lock'), { force: true })
      await readers.rounds(1)
    }
    expect(await (await start(last)).ended).toMatchObject({ exitCode: 0 })
    await readers.rounds(1)
  } finally {
    await readers.stop()
    await cdn.stop()
  }
  expect(readers.problems).toEqual([])
  expect(readers.answers()).toBeGreaterThan(500)
}, 120_000)
