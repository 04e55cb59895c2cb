/**
 * A small process beside the run. The pipe between them closes when the run ends, however it does
 * (Ctrl-C and SIGKILL leave no time for a tear-down); the watchdog then kills the servers that are
 * still recorded and removes the run's directory. After an orderly end there is nothing to do.
 */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { closeRunDirectory } from './run-directory.ts'

/** Never keeps the caller's process alive. */
export function watchRunDirectory(directory: string): void {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), directory], {
    // A group of its own: the keys that end the run must not end the watchdog before it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without a watchdog the run itself still tidies up at its end.
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref()
}

if (import.meta.main) {
  const [, , directory] = process.argv
  if (directory === undefined) throw new TypeError('Expected the directory of a run')
  await text(process.stdin)
  await closeRunDirectory(directory)
}
