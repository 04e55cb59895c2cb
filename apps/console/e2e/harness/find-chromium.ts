import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The program that `CHROMIUM` names, or the first on the `PATH`; null when there is none. */
export function findChromium(): string | null {
  const named = process.env['CHROMIUM'] ?? ''
  if (named !== '') return named
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return candidates.find((candidate) => isExecutable(candidate)) ?? null
}

/** Where everything must be there, its absence is a failure. */
export function mustHaveEverything(): boolean {
  return process.env['CSTORE_REQUIRE_SERVICES'] === '1'
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
