/** Which keys the load asks for. Seeded: every contender and every run gets the same requests. */

export type Distribution = 'uniform' | 'zipf'

/** Of YCSB (Cooper et al., SoCC 2010), which most stores are measured with. */
const ZIPF_EXPONENT = 0.99

/** `count` indexes below `keys`. */
export function sampleIndexes(
  distribution: Distribution,
  { count, keys }: { count: number; keys: number },
): number[] {
  const random = seededRandom(42)
  const draw = distribution === 'zipf' ? zipf(keys, random) : () => Math.floor(random() * keys)
  return Array.from({ length: count }, draw)
}

/** Inverts the cumulative distribution: index k has weight 1 / (k + 1)^s. */
function zipf(keys: number, random: () => number): () => number {
  let total = 0
  const cumulated = Array.from(
    { length: keys },
    (_, index) => (total += 1 / (index + 1) ** ZIPF_EXPONENT),
  )
  return () => {
    const point = random() * total
    let low = 0
    for (let high = keys - 1; low < high;) {
      const middle = (low + high) >>> 1
      if ((cumulated[middle] ?? total) > point) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** Mulberry32: small, fast, good enough to choose keys with. Uniform in [0, 1). */
function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
