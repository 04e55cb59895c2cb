import { describe, expect, it } from 'vitest'
import { nextReleaseId, releaseTimeMs } from '../target/release-id.ts'
import { keptReleases } from './prune-releases.ts'

const HOUR_MS = 3_600_000
const NOON_MS = Date.UTC(2026, 10, 24, 12)

/** Ids of releases made so many hours before noon. */
function made(...hoursBefore: number[]): string[] {
  return hoursBefore.map((hours) => nextReleaseId([], NOON_MS - hours * HOUR_MS))
}

describe('keptReleases', () => {
  it('keeps the newest, however old they are', () => {
    const releases = made(900, 800, 700, 600)
    const current = releases.at(-1) ?? null
    expect(keptReleases({ releases, current, keep: 2, sinceMs: NOON_MS })).toEqual(
      releases.slice(1),
    )
  })

  it('keeps what was served within the grace period, however many they are', () => {
    // The first was served until four hours ago, so pages that were opened with it may still be.
    const releases = made(900, 4, 3, 2, 1)
    const current = releases.at(-1) ?? null
    const choice = { releases, current, keep: 0 }
    expect(keptReleases({ ...choice, sinceMs: NOON_MS - 5 * HOUR_MS })).toEqual(releases)
    expect(keptReleases({ ...choice, sinceMs: NOON_MS - 2.5 * HOUR_MS })).toEqual(releases.slice(2))
  })

  it('keeps the one that is served, whatever came after it', () => {
    const releases = made(900, 800, 700)
    const [current = null, , newest] = releases
    expect(keptReleases({ releases, current, keep: 0, sinceMs: NOON_MS })).toEqual([
      current,
      newest,
    ])
  })
})

describe('nextReleaseId', () => {
  it('holds its time', () => {
    expect(releaseTimeMs(nextReleaseId([], NOON_MS))).toBe(NOON_MS)
  })

  it('sorts behind those that are there, even if the clock was set back', () => {
    const earlier = nextReleaseId([], NOON_MS)
    const next = nextReleaseId([earlier], NOON_MS - HOUR_MS)
    expect([next, earlier].toSorted()).toEqual([earlier, next])
  })
})
