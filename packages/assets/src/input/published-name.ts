import type { Digest } from '../digest.ts'

const HASH_LENGTH = 16
const MAX_STEM_LENGTH = 80

/**
 * What a plain file is called once published: its name, made harmless, with a hash of its content
 * in it. It may be kept for ever, because another content has another name.
 */
export function hashedName(name: string, digest: Digest): string {
  const base = name.slice(name.lastIndexOf('/') + 1)
  const [, stem = base, extension = ''] = /^(.+)(\.[A-Za-z0-9]{1,12})$/.exec(base) ?? []
  const harmless = stem
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[-._]+|[-._]+$/g, '')
    .slice(0, MAX_STEM_LENGTH)
  return `${harmless || 'file'}-${digest.hex.slice(0, HASH_LENGTH)}${extension.toLowerCase()}`
}

/** Whether a builder (Vite, webpack, …) seems to have put a hash into the name. */
export function looksHashed(name: string): boolean {
  return /[-.][A-Za-z0-9_-]{8,}(\.[A-Za-z0-9]+)+$/.test(name.slice(name.lastIndexOf('/') + 1))
}

/** The address of a file of the release, from its path. */
export function urlPath(path: string): string {
  return `/${path.split('/').map(encodeURIComponent).join('/')}`
}

/**
 * The path that `urlPath` was given.
 * @throws URIError if it was not made by it, or would lead elsewhere.
 */
export function pathOfUrl(url: string): string {
  const path = url.slice(1).split('/').map(decodeURIComponent)
  const leadsAway = path.some((part) => part === '' || part.startsWith('.') || part.includes('/'))
  if (leadsAway) throw new URIError(`Expected the address of a file, got ${url}`)
  return path.join('/')
}
