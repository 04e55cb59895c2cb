import type { Choice } from '../../components/select-field.tsx'
import { DAY_MS, HOUR_MS } from '../../format/times.ts'

/** How long a new key is good. */
export type Lifetime = 'for-ever' | 'day' | 'week' | 'month' | 'quarter' | 'year'

export const LIFETIMES: readonly Choice<Lifetime>[] = [
  { value: 'for-ever', label: 'Never' },
  { value: 'day', label: 'In a day' },
  { value: 'week', label: 'In 7 days' },
  { value: 'month', label: 'In 30 days' },
  { value: 'quarter', label: 'In 90 days' },
  { value: 'year', label: 'In a year' },
]

const DAYS: Readonly<Record<Lifetime, number | null>> = {
  'for-ever': null,
  day: 1,
  week: 7,
  month: 30,
  quarter: 90,
  year: 365,
}

/** For the body of a request. */
export function endOf(lifetime: Lifetime, nowMs: number): { expiresAt?: string } {
  const days = DAYS[lifetime]
  return days === null ? {} : { expiresAt: new Date(nowMs + days * DAY_MS).toISOString() }
}

/** The end of a key that is rotated: its own, or another. */
export type NewEnd = 'as-before' | Exclude<Lifetime, 'for-ever'>

export const NEW_ENDS: readonly Choice<NewEnd>[] = [
  { value: 'as-before', label: 'As before' },
  ...LIFETIMES.flatMap(({ value, label }) =>
    value === 'for-ever' ? [] : [{ value, label } as const],
  ),
]

/** How long the secret before goes on being good. */
export type Grace = 'none' | 'hour' | 'half-day' | 'day' | 'week' | 'month'

export const GRACES: readonly Choice<Grace>[] = [
  { value: 'none', label: 'Not at all: it ends at once' },
  { value: 'hour', label: 'For an hour' },
  { value: 'half-day', label: 'For 12 hours' },
  { value: 'day', label: 'For a day' },
  { value: 'week', label: 'For 7 days' },
  { value: 'month', label: 'For 30 days' },
]

export const GRACE_MS: Readonly<Record<Grace, number>> = {
  none: 0,
  hour: HOUR_MS,
  'half-day': 12 * HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
}
