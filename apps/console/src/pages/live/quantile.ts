/** Counts by duration. */
export interface Histogram {
  /** Upper bounds, ascending. */
  readonly boundsSeconds: readonly number[]
  /** One for each bound, and one for what is longer than all. */
  readonly latencies: readonly number[]
}

/**
 * The duration that the part `q` of all does not exceed, as Prometheus' `histogram_quantile` has it:
 * evenly spread within a bucket; the last bound for what is longer than all. Null: there is none.
 */
export function quantile(q: number, { boundsSeconds, latencies }: Histogram): number | null {
  const all = latencies.reduce((sum, one) => sum + one, 0)
  if (all === 0) return null
  let rest = q * all
  for (const [at, upper] of boundsSeconds.entries()) {
    const here = latencies[at] ?? 0
    if (rest <= here && here > 0) {
      const lower = boundsSeconds[at - 1] ?? 0
      return lower + (upper - lower) * (rest / here)
    }
    rest -= here
  }
  return boundsSeconds.at(-1) ?? null
}
