/**
 * Which server a command is for, and with which key. What stands nearer to the command wins: options,
 * then the environment, then the profile in use; nothing at all is the server on this machine. A
 * profile that an option names comes with its own key.
 */
import { UsageError } from '../cli-errors.ts'
import type { Environment } from '../environment.ts'
import { readProfiles, requireProfile, type Profile } from '../profiles/profile-file.ts'
import { findAccessKey, keyPlaces, type AccessKey } from './access-key.ts'
import { DEFAULT_URL, serverAddress } from './server-address.ts'
import type { ServerOptions } from './server-options.ts'

export interface Server {
  readonly url: URL
  readonly key: AccessKey | null
  /** Where a key is looked for, as a sentence. */
  readonly keyPlaces: string
  /** Somebody has said which; else it is the one that would be on this machine. */
  readonly isNamed: boolean
}

interface Named {
  readonly url: URL
  readonly isNamed: boolean
  readonly profile?: Profile & { readonly name: string; readonly isAskedFor: boolean }
}

/** @throws UsageError for options that cannot be, FileError for profiles that cannot be read. */
export async function findServer(
  options: ServerOptions,
  environment: Environment,
): Promise<Server> {
  const { url, isNamed, profile } = await nameServer(options, environment)
  const search = { option: options.key, environment, url, ...(profile ? { profile } : {}) }
  return { url, isNamed, key: await findAccessKey(search), keyPlaces: keyPlaces(environment) }
}

async function nameServer(
  { url, profile: asked }: ServerOptions,
  environment: Environment,
): Promise<Named> {
  if (url !== undefined && asked !== undefined) {
    throw new UsageError('Give --url or --profile: each of them names a server.')
  }
  if (url !== undefined) return { url: serverAddress(url, '--url'), isNamed: true }
  const ofEnvironment = environment['CSTORE_URL'] ?? ''
  if (asked === undefined && ofEnvironment !== '') {
    return { url: serverAddress(ofEnvironment, 'CSTORE_URL'), isNamed: true }
  }
  const profiles = await readProfiles(environment)
  const name = asked ?? profiles.current
  if (name === null) return { url: new URL(DEFAULT_URL), isNamed: false }
  const profile = requireProfile(profiles, name)
  return {
    url: serverAddress(profile.url, `the address of the profile ${name}`),
    isNamed: true,
    profile: { ...profile, name, isAskedFor: asked !== undefined },
  }
}
