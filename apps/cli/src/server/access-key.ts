import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../cli-errors.ts'
import type { Environment } from '../environment.ts'
import { isLoopback } from './server-address.ts'

/** An API key and where it came from, for messages. */
export interface AccessKey {
  readonly key: string
  readonly source: string
}

interface KeySearch {
  readonly option: string | undefined
  readonly environment: Environment
  readonly url: URL
  /** Of the profile that names the server, if one does. */
  readonly profile?: { readonly name: string; readonly key?: string; readonly isAskedFor: boolean }
}

/**
 * The key to send: from the option, the environment, the profile, or the file of the embedded server.
 * A profile that was asked for goes before the environment. The file counts only for a server on
 * this machine: it belongs to that server, and no other may see it.
 */
export async function findAccessKey(search: KeySearch): Promise<AccessKey | null> {
  const { option, environment, url, profile } = search
  const ofProfile = named(`the profile ${profile?.name}`, profile?.key)
  const found =
    named('--key', option) ??
    (profile?.isAskedFor === true ? ofProfile : null) ??
    named('CSTORE_API_KEY', environment['CSTORE_API_KEY']) ??
    ofProfile ??
    named('CSTORE_ADMIN_KEY', environment['CSTORE_ADMIN_KEY']) ??
    (isLoopback(url) ? await fromFile(environment) : null)
  if (found !== null) requireUsable(found)
  return found
}

/**
 * Checked here because fetch would show the key in its message.
 * @throws UsageError for what no server can have given out.
 */
export function requireUsable({ key, source }: AccessKey): void {
  if (/^[!-~]+$/u.test(key)) return
  throw new UsageError(`The key from ${source} holds a space or another character that no key has.`)
}

/** Where a key is looked for, as a sentence. */
export function keyPlaces(environment: Environment): string {
  return (
    'A key is looked for in --key, CSTORE_API_KEY, the profile, CSTORE_ADMIN_KEY and, ' +
    `for a server on this machine, the file ${keyFile(environment)}.`
  )
}

function keyFile(environment: Environment): string {
  return join(environment['CSTORE_DATA_DIR'] || '.cstore', 'admin-key')
}

function named(source: string, text: string | undefined): AccessKey | null {
  const key = text?.trim() ?? ''
  return key === '' ? null : { key, source }
}

async function fromFile(environment: Environment): Promise<AccessKey | null> {
  const file = keyFile(environment)
  // Not there or not readable: there is no key here, and the server says whether it wants one.
  const text = await readFile(file, 'utf8').catch(() => '')
  return named(`the file ${file}`, text)
}
