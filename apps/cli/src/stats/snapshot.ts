import type { Bucket } from './quantile.ts'
import type { Sample } from './parse-metrics.ts'

/** What a server has counted up to a moment. */
export class Snapshot {
  /** When it was taken, milliseconds since 1970. */
  readonly atMs: number
  readonly #byName: ReadonlyMap<string, readonly Sample[]>

  constructor(samples: readonly Sample[], atMs: number) {
    this.atMs = atMs
    this.#byName = Map.groupBy(samples, ({ name }) => name)
  }

  /** When the process began, milliseconds since 1970; another one has counted nothing of this. */
  get processStartMs(): number {
    return this.gauge('process_start_time_seconds') * 1000
  }

  gauge(name: string): number {
    return this.#byName.get(name)?.[0]?.value ?? 0
  }

  /** The sum of a counter's series, those with these labels. */
  total(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.#with(name, labels).reduce((sum, { value }) => sum + value, 0)
  }

  series(name: string): readonly Sample[] {
    return this.#byName.get(name) ?? []
  }

  /** Of a histogram's series together. */
  buckets(name: string, wanted: (sample: Sample) => boolean): Bucket[] {
    const counts = new Map<number, number>()
    for (const sample of this.series(`${name}_bucket`)) {
      if (!wanted(sample)) continue
      const upTo = Number((sample.labels.get('le') ?? '').replace('+Inf', 'Infinity'))
      counts.set(upTo, (counts.get(upTo) ?? 0) + sample.value)
    }
    const all = Array.from(counts, ([upTo, count]) => ({ upTo, count }))
    return all.toSorted((one, other) => one.upTo - other.upTo)
  }

  #with(name: string, labels: Readonly<Record<string, string>>): readonly Sample[] {
    const wanted = Object.entries(labels)
    return this.series(name).filter((sample) =>
      wanted.every(([label, value]) => sample.labels.get(label) === value),
    )
  }
}
