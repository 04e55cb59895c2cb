/** What panels choose series by, and the figures of the architecture that they show as lines. */

/** Processes of the API, those that are chosen above the panels. */
export const API = 'job="cstore-api",pod=~"$pod"'

/** Promise for 95 % of the answers; a bucket of the histogram ends exactly there. */
export const ANSWER_SECONDS = 0.2
/** Share of the requests that may fail. */
export const ERROR_BUDGET = 0.001
/** Share of the reads that are expected to be hits. */
export const HIT_RATIO = 0.8

/** Of a counter, a second. */
export function rate(counter: string): string {
  return `rate(${counter}[$__rate_interval])`
}
