/**
 * vitest's global set-up of the `e2e` project: what is tested is what `npm start` starts, so it is
 * built first. At the end it says which browser it was, and what was measured.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findChromium, mustHaveEverything } from './find-chromium.ts'
import { clearMeasurements, readMeasurements } from './measurements.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')
const TURBO = join(ROOT, 'node_modules', '.bin', 'turbo')

export default async function setUp(): Promise<() => Promise<void>> {
  const run = promisify(execFile)
  await run(TURBO, ['run', 'build', '--output-logs=errors-only'], {
    cwd: ROOT,
    env: ownEnvironment(),
  })
  await clearMeasurements()
  const executable = findChromium()
  const version = executable === null ? '' : (await run(executable, ['--version'])).stdout.trim()
  return async () => {
    const lines = ['', 'Console in a browser', `  ${browserLine(executable, version)}`]
    for (const { what, value } of await readMeasurements()) lines.push(`  ${what}: ${value}`)
    process.stdout.write(`${lines.join('\n')}\n`)
  }
}

function browserLine(executable: string | null, version: string): string {
  if (executable !== null) return `${executable}, ${version}`
  return mustHaveEverything()
    ? 'FAILED   CSTORE_REQUIRE_SERVICES=1, but there is no Chromium'
    : 'SKIPPED  there is no Chromium: set CHROMIUM to the program, or install it'
}

/** That of tests would have libraries built for tests. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _, VITEST: __, ...environment } = process.env
  return { ...environment, TURBO_TELEMETRY_DISABLED: '1' }
}
