const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const SHORT = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

/** Such as `12,345`. */
export function count(number: number): string {
  return WHOLE.format(number)
}

/** Three digits that matter. */
export function short(number: number): string {
  return number >= 100 ? WHOLE.format(number) : SHORT.format(number)
}

/** Such as `3.2 MB`: decimal units, as file managers show them. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB']
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(size) / 3)))
  return `${short(size / 1000 ** power)} ${units[power]}`
}

/** Such as `2.4 ms` or `1.2 s`. */
export function latency(seconds: number): string {
  return seconds < 1 ? `${short(seconds * 1000)} ms` : `${short(seconds)} s`
}

/** Such as `98.7 %`; never rounded up to all. */
export function percent(ratio: number): string {
  const tenths = ratio < 1 ? Math.min(99.9, Math.round(ratio * 1000) / 10) : 100
  return `${tenths} %`
}
