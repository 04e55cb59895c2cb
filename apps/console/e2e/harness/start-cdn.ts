/** The console from the CDN: published by the command that does it, served by a real nginx. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
const PUBLISHER = join(ROOT, 'apps', 'assets', 'dist', 'cstore-assets.js')
const CONSOLE = join(ROOT, 'apps', 'console', 'dist')
const CDN = join(ROOT, 'packages', 'testing', 'src', 'serve-cdn.ts')

export interface RunningCdn {
  /** Null: there is no nginx. */
  readonly origin: string | null
  stop(): Promise<void>
}

/** `apiOrigin`: where the API is, which is another origin than the console's. */
export async function startCdn(apiOrigin: string): Promise<RunningCdn> {
  const root = await mkdtemp(join(tmpdir(), 'cstore-console-cdn-'))
  // nginx is another user.
  await chmod(root, 0o755)
  const publish = [PUBLISHER, 'publish', '--target', root, '--site', CONSOLE]
  await promisify(execFile)(process.execPath, publish)
  const child = spawn(process.execPath, [CDN, root, apiOrigin], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const stop = async (): Promise<void> => {
    child.stdin.end()
    await ended
    await rm(root, { recursive: true })
  }
  let output = ''
  for await (const chunk of child.stdout) {
    output += String(chunk)
    if (!output.endsWith('\n')) continue
    const origin = output.trim()
    return { origin: origin === 'none' ? null : origin, stop }
  }
  await stop()
  throw new Error('The CDN ended before it said where it is.')
}
