/** How a read was served, from its fields (RFC 9211, Server Timing), in words for people. */
export type Outcome = 'hit' | 'stale' | 'miss' | 'refreshed' | 'uncached' | 'unknown'

export interface Served {
  readonly outcome: Outcome
  /** How long it stays fresh, seconds; negative: for so long it has not been. */
  readonly ttlSeconds: number | null
  /** Kept for the next reader. */
  readonly isStored: boolean
  /** Waited for a read that another request had begun. */
  readonly isCollapsed: boolean
  readonly serverMs: number | null
}

export interface ServedFields {
  /** Of the answer, such as `cstore; hit; ttl=299`. */
  readonly cacheStatus: string | null
  readonly serverMs: number | null
}

export function parseServed({ cacheStatus, serverMs }: ServedFields): Served {
  // Caches in between put theirs before or behind; ours goes by the name `cstore`.
  const ours = (cacheStatus ?? '').split(',').find((member) => /^\s*cstore\b/.test(member)) ?? ''
  const parameters = new Map(ours.split(';').slice(1).map(parameter))
  const ttl = parameters.get('ttl')
  const ttlSeconds = ttl === undefined || !/^-?\d+$/.test(ttl) ? null : Number(ttl)
  return {
    outcome: outcomeOf(parameters, ttlSeconds),
    ttlSeconds,
    isStored: parameters.has('stored'),
    isCollapsed: parameters.has('collapsed'),
    serverMs,
  }
}

function parameter(text: string): readonly [name: string, value: string] {
  const [name = '', value = ''] = text.trim().split('=')
  return [name, value]
}

function outcomeOf(parameters: ReadonlyMap<string, string>, ttlSeconds: number | null): Outcome {
  if (parameters.has('hit')) return ttlSeconds !== null && ttlSeconds < 0 ? 'stale' : 'hit'
  const forwarded = parameters.get('fwd')
  if (forwarded === 'request') return 'refreshed'
  if (forwarded === 'bypass') return 'uncached'
  return forwarded === undefined ? 'unknown' : 'miss'
}

const WORDS: Record<Outcome, string> = {
  hit: 'From the cache',
  stale: 'From the cache, stale',
  miss: 'From the database',
  refreshed: 'From the database, past the cache',
  uncached: 'From the database, not cached',
  unknown: 'Not said how',
}

export function servedLabel({ outcome }: Served): string {
  return WORDS[outcome]
}

/** The rest of what there is to say, in short parts. */
export function servedDetails(served: Served): readonly string[] {
  const { outcome, ttlSeconds, isStored, isCollapsed, serverMs } = served
  const parts: string[] = []
  if (ttlSeconds !== null && outcome === 'stale') parts.push(`fresh until ${age(-ttlSeconds)} ago`)
  else if (ttlSeconds !== null && (outcome === 'hit' || isStored))
    parts.push(`fresh for ${age(ttlSeconds)}`)
  if (isCollapsed) parts.push('shared with another reader')
  if (serverMs !== null) parts.push(`${milliseconds(serverMs)} on the server`)
  return parts
}

function age(seconds: number): string {
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`
}

function milliseconds(ms: number): string {
  if (ms < 0.1) return '< 0.1 ms'
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}
