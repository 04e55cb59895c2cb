/** The CDN over a release that was really published, for all tests of a file. */
import { join } from 'node:path'
import { publishRelease } from '@cstore/assets'
import { type CdnServer, startCdn } from '@cstore/testing'
import { afterAll, beforeEach } from 'vitest'
import { makeTestFolder, scriptName, siteFiles, type TestFolder, writeFiles } from './test-site.ts'

export const API = 'https://api.example.com'
export const SCRIPT = `/${scriptName('one')}`
export const IMMUTABLE = 'public, max-age=31536000, immutable'

interface Published {
  readonly cdn: CdnServer
  readonly target: string
}

/** Answers what gives the running CDN, in a test. */
export function usePublishedCdn(): () => Published {
  let folder: TestFolder | undefined
  let published: Published | undefined
  // In a `beforeEach`, because only a test can be skipped where there is no nginx.
  beforeEach(async () => {
    if (published !== undefined) return
    folder ??= await makeTestFolder()
    const target = await publish(folder.path)
    published = { target, cdn: await startCdn({ root: target, apiOrigin: API }) }
  })
  afterAll(async () => {
    await published?.cdn.stop()
    await folder?.[Symbol.asyncDispose]()
  })
  return () => {
    if (published === undefined) throw new TypeError('Expected the CDN to run')
    return published
  }
}

async function publish(folder: string): Promise<string> {
  const target = join(folder, 'target')
  const site = join(folder, 'site')
  const files = join(folder, 'files')
  await writeFiles(site, {
    ...siteFiles('one'),
    'assets/a b-01234567.js': 'let a',
    'robots.txt': 'User-agent: *\n',
    'docs/page.html': '<!doctype html><title>docs</title>',
  })
  await writeFiles(files, { 'terms.pdf': '%PDF-1.7', 'deep/logo.svg': '<svg/>' })
  await publishRelease({
    target,
    inputs: [
      { kind: 'site', folder: site },
      { kind: 'files', folder: files },
    ],
  })
  // What nobody should find there, and nobody should be served.
  await writeFiles(target, {
    'current/.secret': 'secret',
    'current/docs/.git/config': 'secret',
    'assets/.hidden-0123456789.js': 'secret',
    'assets/folder/a-0123456789.js': 'let a',
  })
  return target
}
