/** Where the built console is: beside the bundle, or where its own build leaves it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '@cstore/config'
import { StartupError } from '../../startup-error.ts'

const RUNS_FROM_SOURCES = import.meta.filename.endsWith('.ts')
const FOLDER = RUNS_FROM_SOURCES
  ? join(import.meta.dirname, '..', '..', '..', '..', 'console', 'dist')
  : join(import.meta.dirname, 'console')

/**
 * Null: this process does not serve the console. Elsewhere a CDN does; the embedded server is
 * there for trying, and has none.
 * @throws StartupError when it was asked for by name and was not built
 */
export function consoleFolder(
  { console: wanted, mongodbUri }: Pick<Config, 'console' | 'mongodbUri'>,
  folder = FOLDER,
): string | null {
  if (wanted === 'off' || (wanted === undefined && mongodbUri !== undefined)) return null
  if (existsSync(join(folder, 'index.html'))) return folder
  if (wanted === undefined) return null
  throw new StartupError(
    `The console is not in ${folder}: build it with \`pnpm build\`, or set CSTORE_CONSOLE to off.`,
    undefined,
  )
}
