import { InvalidArgumentError } from 'commander'

/** Parser of an option: a whole number from 0 to `maximum`. */
export function wholeNumber(maximum: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (value <= maximum) return value
    throw new InvalidArgumentError(`Expected a whole number from 0 to ${maximum}.`)
  }
}

const UNITS_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const MAX_DAYS = 3650

/** Parser of an option: a span of time like `90s`, `10m`, `12h` or `7d`, in milliseconds. */
export function duration(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const unitMs = new Map<string, number>(Object.entries(UNITS_MS)).get(unit) ?? Number.NaN
  const ms = Number(amount) * unitMs
  if (ms <= MAX_DAYS * UNITS_MS.d) return ms
  throw new InvalidArgumentError('Expected a span of time like 90s, 10m, 12h or 7d.')
}

/** Parser of an option that may be given several times. */
export function collect(value: string, earlier: readonly string[] = []): string[] {
  return [...earlier, value]
}
