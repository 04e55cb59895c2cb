import { latency } from '../../format/numbers.ts'

/** No more than a histogram with these bounds can know. */
export function latencyWithin(seconds: number, boundsSeconds: readonly number[]): string {
  const [shortest = 0] = boundsSeconds
  const longest = boundsSeconds.at(-1) ?? Infinity
  if (seconds <= shortest) return `< ${latency(shortest)}`
  return seconds >= longest ? `> ${latency(longest)}` : latency(seconds)
}
