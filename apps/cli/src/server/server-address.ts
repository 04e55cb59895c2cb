import { UsageError } from '../cli-errors.ts'
import type { Environment } from '../environment.ts'

export const DEFAULT_URL = 'http://127.0.0.1:3000'

/**
 * The base address of the server, without a slash at its end.
 * @throws UsageError if it is not an HTTP address.
 */
export function serverAddress(option: string | undefined, environment: Environment): URL {
  const text = option ?? (environment['CSTORE_URL'] || DEFAULT_URL)
  const source = option === undefined ? 'CSTORE_URL' : '--url'
  // Never shown in full: an address may hold a password.
  if (!URL.canParse(text)) {
    throw new UsageError(`Expected ${source} to be an address like ${DEFAULT_URL}.`)
  }
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new UsageError(`Expected ${source} to begin with http:// or https://.`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new UsageError(`Expected ${source} to hold no user and password. Give a key with --key.`)
  }
  url.search = ''
  url.hash = ''
  url.pathname = url.pathname.replace(/\/+$/u, '')
  return url
}

/** Is the server on this machine? */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/u.test(hostname)
}
