import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** As far from here in the sources as in the bundle. */
const APPS = join(import.meta.dirname, '..', '..')

/** The console, as it is built. */
export const CONSOLE = join(APPS, 'console', 'dist')

/** Where users drop files of their own. */
const PUBLIC = join(APPS, 'assets', 'public')

export function defaultFiles(): string[] {
  return existsSync(PUBLIC) ? [PUBLIC] : []
}
