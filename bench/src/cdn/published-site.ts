import { createHash } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { publishRelease } from '@cstore/assets'
import { makeDataDirectory } from '@cstore/testing/standalone'

export interface PublishedSite {
  /** The folder that was published into. */
  readonly target: string
  /** Address of its script, and how long that is. */
  readonly script: string
  readonly bytes: number
}

/** A site with one script of the size of a usual chunk, as the publisher leaves it. */
export async function publishSite(): Promise<PublishedSite> {
  const folder = await makeDataDirectory('site')
  // nginx is another user.
  await chmod(folder, 0o755)
  const [site, target] = [join(folder, 'site'), join(folder, 'target')]
  const text = scriptText()
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8)
  const script = `/assets/index-${hash}.js`
  await mkdir(join(site, 'assets'), { recursive: true })
  await writeFile(join(site, script), text)
  await writeFile(join(site, 'index.html'), `<!doctype html>\n<script src="${script}"></script>\n`)
  await publishRelease({ target, inputs: [{ kind: 'site', folder: site }] })
  return { target, script, bytes: Buffer.byteLength(text) }
}

/** Shrinks to about a third, as scripts do. */
function scriptText(): string {
  const lines = Array.from({ length: 600 }, (_, index) => {
    const number = (index * 7919) % 100_003
    return `export const value${number.toString(36)} = compute(${number}, "${(number * 31).toString(16)}")`
  })
  return `${lines.join('\n')}\n`
}
