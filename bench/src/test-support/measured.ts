import type { Measurement } from '../rounds.ts'

/** A row of a table, with the values that a test is about. */
export function measured(values: Partial<Measurement>): Measurement {
  const perSecond = values.perSecond ?? 15_000
  return {
    key: 'one',
    title: 'one',
    isReference: false,
    unit: 'requests',
    perSecond,
    slowest: perSecond,
    fastest: perSecond,
    p50Ms: Number.NaN,
    p99Ms: Number.NaN,
    p999Ms: Number.NaN,
    cpuMicros: 61.25,
    residentBytes: Number.NaN,
    ...values,
  }
}
