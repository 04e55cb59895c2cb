/**
 * Servers that have a name: one file of the user, which only they may read because keys are in it.
 * It is replaced as a whole, so that nobody ever finds half of it.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { FileError, UsageError } from '../cli-errors.ts'
import type { Environment } from '../environment.ts'
import { fileProblem } from '../file-problem.ts'
import { isJsonObject } from '../json-object.ts'

export interface Profile {
  readonly url: string
  /** Never shown. */
  readonly key?: string
}

export interface Profiles {
  /** Name of the one that is in use; null: none. */
  readonly current: string | null
  readonly byName: ReadonlyMap<string, Profile>
}

/** Where the profiles are kept (XDG Base Directory Specification). */
export function profileFile(environment: Environment): string {
  const folder = environment['XDG_CONFIG_HOME'] || join(homedir(), '.config')
  return join(folder, 'cstore', 'profiles.json')
}

/** @throws FileError when the file cannot be read, or is none of ours. */
export async function readProfiles(environment: Environment): Promise<Profiles> {
  const file = profileFile(environment)
  try {
    return parse(await readFile(file, 'utf8'), file)
  } catch (error) {
    if (error instanceof FileError) throw error
    if (isMissing(error)) return { current: null, byName: new Map() }
    throw fileProblem(error, { doing: 'read', file })
  }
}

/** @throws FileError when the file cannot be written. */
export async function writeProfiles(profiles: Profiles, environment: Environment): Promise<void> {
  const file = profileFile(environment)
  const { current, byName } = profiles
  const text = JSON.stringify({ current, profiles: Object.fromEntries(byName) }, null, 2)
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(`${file}.part`, `${text}\n`, { mode: 0o600 })
    await rename(`${file}.part`, file)
  } catch (error) {
    throw fileProblem(error, { doing: 'write', file })
  }
}

/** @throws UsageError when there is none of this name. */
export function requireProfile({ byName }: Profiles, name: string): Profile {
  const profile = byName.get(name)
  if (profile) return profile
  const known = [...byName.keys()].join(', ') || 'none; "cstore profiles add" makes one'
  throw new UsageError(`There is no profile ${JSON.stringify(name)}. There are: ${known}.`)
}

function parse(text: string, file: string): Profiles {
  const value = parseJson(text)
  const profiles = isJsonObject(value) ? value['profiles'] : null
  const current = isJsonObject(value) ? (value['current'] ?? null) : null
  const entries = isJsonObject(profiles) ? Object.entries(profiles) : []
  const known = entries.filter((entry): entry is [string, Profile] => isProfile(entry[1]))
  const isOurs = isJsonObject(profiles) && known.length === entries.length
  if (!isOurs || (current !== null && typeof current !== 'string')) {
    throw new FileError(`${file} does not hold profiles. Mend or remove it.`)
  }
  return { current, byName: new Map(known) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isProfile(value: unknown): value is Profile {
  return (
    isJsonObject(value) &&
    typeof value['url'] === 'string' &&
    (value['key'] === undefined || typeof value['key'] === 'string')
  )
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
