import { InvalidArgumentError } from 'commander'

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const DURATION = /^(\d{1,9})(ms|[smhd])$/u
/** A date, or a date and a time with its zone (RFC 3339). */
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/u

/** Parser of an option: a time span such as `500ms`, `90s`, `15m`, `12h` or `30d`, in milliseconds. */
export function duration(text: string): number {
  const durationMs = parseDuration(text)
  if (durationMs !== null) return durationMs
  throw new InvalidArgumentError('Expected a time span like 90s, 15m, 12h or 30d.')
}

/** Parser of an option: a moment, or a time span from now on; as RFC 3339. */
export function moment(text: string): string {
  const durationMs = parseDuration(text)
  const ms = durationMs === null ? parseTime(text) : Date.now() + durationMs
  if (Number.isFinite(ms)) return new Date(ms).toISOString()
  throw new InvalidArgumentError(
    'Expected a date like 2027-01-31, a time like 2027-01-31T12:00:00Z, or a time span like 90d.',
  )
}

function parseDuration(text: string): number | null {
  const [, count, unit] = DURATION.exec(text) ?? []
  return isUnit(unit) ? Number(count) * UNIT_MS[unit] : null
}

function isUnit(text: string | undefined): text is keyof typeof UNIT_MS {
  return text !== undefined && Object.hasOwn(UNIT_MS, text)
}

/** As `duration` takes it: in the largest unit that keeps it exact. */
export function shownDuration(ms: number): string {
  const units = Object.entries(UNIT_MS).toReversed()
  const [unit, size] = units.find(([, unitMs]) => ms >= unitMs && ms % unitMs === 0) ?? ['ms', 1]
  return `${ms / size}${unit}`
}

function parseTime(text: string): number {
  return TIME.test(text) ? Date.parse(text) : Number.NaN
}
