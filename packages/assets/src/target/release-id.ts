import { randomBytes } from 'node:crypto'

const RELEASE_ID = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z-[0-9a-f]{6}$/

export function isReleaseId(text: string): boolean {
  return RELEASE_ID.test(text)
}

/**
 * The time, and something random in case of a lock that was lost. Sorts behind all ids that are there,
 * even if the clock was set back.
 */
export function nextReleaseId(existing: readonly string[], nowMs: number): string {
  const newest = existing.at(-1)
  const timeMs = newest === undefined ? nowMs : Math.max(nowMs, releaseTimeMs(newest) + 1)
  const time = new Date(timeMs).toISOString().replace(/[-:.]/g, '')
  return `${time}-${randomBytes(3).toString('hex')}`
}

/** When a release was made. */
export function releaseTimeMs(id: string): number {
  return Date.parse(id.replace(RELEASE_ID, '$1-$2-$3T$4:$5:$6.$7Z'))
}
