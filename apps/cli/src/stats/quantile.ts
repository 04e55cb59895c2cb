/** How many of a histogram's observations were at most so long, in ascending order of the bounds. */
export interface Bucket {
  readonly upTo: number
  /** Of this bucket and all before it. */
  readonly count: number
}

/**
 * The value below which a share of the observations lie, as exactly as buckets can tell: as
 * `histogram_quantile` of Prometheus. Infinity: above the last bound; null: no observations.
 */
export function quantile(share: number, buckets: readonly Bucket[]): number | null {
  const total = buckets.at(-1)?.count ?? 0
  if (total === 0) return null
  const rank = share * total
  const at = buckets.findIndex(({ count }) => count >= rank && count > 0)
  const { upTo = Infinity, count = total } = buckets[at] ?? {}
  if (upTo === Infinity) return Infinity
  const { upTo: from, count: before } = buckets[at - 1] ?? { upTo: 0, count: 0 }
  return count === before ? upTo : from + ((upTo - from) * (rank - before)) / (count - before)
}
