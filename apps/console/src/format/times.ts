/** Times and durations as people say them. */
const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

const UNITS = [
  ['year', 365 * DAY_MS],
  ['month', 30 * DAY_MS],
  ['day', DAY_MS],
  ['hour', HOUR_MS],
  ['minute', MINUTE_MS],
  ['second', SECOND_MS],
] as const

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const ABSOLUTE = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** Such as `in 3 days` or `2 hours ago`. */
export function relativeTime(timeMs: number, nowMs: number): string {
  const distanceMs = timeMs - nowMs
  const [unit, unitMs] =
    UNITS.find(([, candidateMs]) => Math.abs(distanceMs) >= candidateMs) ?? UNITS[5]
  return RELATIVE.format(Math.round(distanceMs / unitMs), unit)
}

/** In the time zone of whoever looks. */
export function absoluteTime(timeMs: number): string {
  return ABSOLUTE.format(timeMs)
}

/** Such as `0.4 s`, `12 s`, `1 min 20 s` or `2 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 9950) return `${Math.round(ms / 100) / 10} s`
  const seconds = Math.round(ms / SECOND_MS)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return parts([minutes, 'min'], [seconds % 60, 's'])
  return parts([Math.floor(minutes / 60), 'h'], [minutes % 60, 'min'])
}

function parts(...all: readonly (readonly [number, string])[]): string {
  return all
    .filter(([count], index) => count > 0 || index === 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}
