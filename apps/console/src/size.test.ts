import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import type { Manifest } from 'vite'
import { expect, it } from 'vitest'

const MAX_GZIP_BYTES = 150_000
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const VITE = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
const FIRST_PAGE = 'src/pages/collections/collections-page.tsx'

/** As `pnpm build` does it: with the environment of tests, libraries would be built for tests. */
async function buildInto(outDir: string): Promise<Manifest> {
  const { NODE_ENV: _, ...env } = process.env
  const args = [VITE, 'build', '--manifest', '--outDir', outDir, '--logLevel', 'error']
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, env })
  return JSON.parse(readFileSync(join(outDir, '.vite', 'manifest.json'), 'utf8'))
}

/** Files and all that they cannot do without. */
function needed(manifest: Manifest, entries: readonly string[]): string[] {
  const names = new Set<string>()
  const add = (name: string): void => {
    if (names.has(name)) return
    names.add(name)
    for (const imported of manifest[name]?.imports ?? []) add(imported)
  }
  for (const entry of entries) add(entry)
  return [...names].map((name) => manifest[name]?.file ?? name)
}

it('loads at most 150 kB of JavaScript to show the collections', { timeout: 60_000 }, async () => {
  const outDir = await mkdtemp(join(tmpdir(), 'cstore-console-'))
  try {
    const files = needed(await buildInto(outDir), ['index.html', FIRST_PAGE])
    const bytes = files.map((file) => gzipSync(readFileSync(join(outDir, file))).length)
    const total = bytes.reduce((sum, size) => sum + size, 0)
    expect(total).toBeGreaterThan(50_000)
    expect(total).toBeLessThan(MAX_GZIP_BYTES)
  } finally {
    await rm(outDir, { recursive: true })
  }
})
