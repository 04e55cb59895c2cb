import { UsageError } from '../cli-errors.ts'

export const DEFAULT_URL = 'http://127.0.0.1:3000'

/**
 * The base address of a server, without a slash at its end.
 * @param source where the text is from, for messages
 * @throws UsageError if it is not an HTTP address.
 */
export function serverAddress(text: string, source: string): URL {
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

/** As people write it: without the slash that stands for an empty path. */
export function shownAddress({ href }: URL): string {
  return href.replace(/\/$/u, '')
}

/** Is the server on this machine? */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/u.test(hostname)
}
