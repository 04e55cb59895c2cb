/** What an answer of the API says to the history. */
import type { CacheOutcome, Outcome } from '../history/operation.ts'
import type { Answer } from './http-caller.ts'

/** The document as clients write it: who wrote it, and in which life of the key. */
export interface Body {
  readonly counter: number
  readonly life: number
}

/**
 * Refusals promise that nothing was changed, and the check holds them to it. Every other answer
 * that is not a success leaves the outcome open.
 */
export function outcomeOfWrite({ status, body }: Answer): Outcome {
  if (status >= 200 && status < 300) return 'ok'
  const refused = (status >= 400 && status < 500) || body.includes('Nothing was changed')
  return refused ? 'failed' : 'unknown'
}

/** RFC 9211, as CStore writes it. */
export function cacheOutcomeOf({ headers }: Answer): CacheOutcome {
  const field = headers['cache-status']
  if (typeof field !== 'string') return 'none'
  if (/; hit/.test(field)) return /; ttl=-/.test(field) ? 'stale' : 'hit'
  return /; fwd=bypass/.test(field) ? 'bypass' : 'miss'
}

/** The version of an entity tag `"<version>-<digest>"`. */
export function versionOfTag(etag: string | undefined): number | null {
  const version = /^"(\d+)-/.exec(etag ?? '')?.[1]
  return version === undefined ? null : Number(version)
}

export function bodyOf({ body }: Answer): Body | null {
  const value: unknown = JSON.parse(body.toString())
  if (typeof value !== 'object' || value === null) return null
  if (!('counter' in value) || typeof value.counter !== 'number') return null
  if (!('life' in value) || typeof value.life !== 'number') return null
  return { counter: value.counter, life: value.life }
}

/** The status, and the code of a problem. */
export function shortAnswer({ status, body }: Answer): string {
  const code = status < 500 ? undefined : /"code":"(\w+)"/.exec(body.toString())?.[1]
  return code === undefined ? String(status) : `${status} ${code}`
}
