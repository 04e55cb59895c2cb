/** Durations as people set them: a number of the largest unit that divides it. */
export const UNITS = [
  { name: 'd', label: 'days', ms: 86_400_000 },
  { name: 'h', label: 'hours', ms: 3_600_000 },
  { name: 'min', label: 'minutes', ms: 60_000 },
  { name: 's', label: 'seconds', ms: 1000 },
  { name: 'ms', label: 'milliseconds', ms: 1 },
] as const

type DurationUnit = (typeof UNITS)[number]

export interface Duration {
  readonly amount: number
  readonly unit: DurationUnit
}

const SECONDS = UNITS[3]
const MILLISECONDS = UNITS[4]

export function splitDuration(ms: number): Duration {
  if (ms === 0) return { amount: 0, unit: SECONDS }
  const unit = UNITS.find(({ ms: size }) => ms % size === 0) ?? MILLISECONDS
  return { amount: ms / unit.ms, unit }
}

/** `5 min` */
export function formatDuration(ms: number): string {
  const { amount, unit } = splitDuration(ms)
  return `${amount.toLocaleString('en')} ${unit.name}`
}
