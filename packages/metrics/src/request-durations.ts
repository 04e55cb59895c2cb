/**
 * A histogram of request durations that costs a request next to nothing: prom-client makes and
 * hashes a text of the labels at every observation, here a series is found once per route.
 * Shown in the text format of Prometheus.
 */
export interface RequestLabels {
  readonly method: string
  readonly route: string
  readonly status: number
}

/** All requests with the same labels. */
export interface RequestSeries extends RequestLabels {
  /** All durations together. */
  readonly seconds: number
  /** One per bound: longer than the one before, at most as long as it; the last: longer than all. */
  readonly counts: number[]
}

interface Series {
  readonly labels: RequestLabels
  /** One per bucket, and one for what is above them all. */
  readonly counts: Float64Array
  sum: number
}

const NAME = 'cstore_http_request_duration_seconds'

export class RequestDurations {
  /** Upper bounds, seconds, ascending. */
  readonly boundsSeconds: readonly number[]
  readonly #byRoute = new Map<string, Series[]>()

  constructor(boundsSeconds: readonly number[]) {
    this.boundsSeconds = boundsSeconds
  }

  observe(labels: RequestLabels, seconds: number): void {
    const series = this.#series(labels)
    let index = 0
    while (seconds > (this.boundsSeconds[index] ?? Number.POSITIVE_INFINITY)) index++
    series.counts[index] = (series.counts[index] ?? 0) + 1
    series.sum += seconds
  }

  series(): RequestSeries[] {
    return [...this.#byRoute.values()].flat().map(({ labels, counts, sum }) => {
      const { method, route, status } = labels
      return { method, route, status, seconds: sum, counts: Array.from(counts) }
    })
  }

  text(): string {
    const lines = [
      `# HELP ${NAME} Duration of HTTP requests by route template`,
      `# TYPE ${NAME} histogram`,
    ]
    for (const all of this.#byRoute.values()) {
      for (const series of all) lines.push(...this.#lines(series))
    }
    return `${lines.join('\n')}\n`
  }

  /** A route has a handful: one for each method and status it has answered. */
  #series({ method, route, status }: RequestLabels): Series {
    const all = this.#byRoute.get(route) ?? []
    for (const series of all) {
      if (series.labels.status === status && series.labels.method === method) return series
    }
    const counts = new Float64Array(this.boundsSeconds.length + 1)
    const series = { labels: { method, route, status }, counts, sum: 0 }
    this.#byRoute.set(route, [...all, series])
    return series
  }

  #lines({ labels, counts, sum }: Series): string[] {
    const { method, route, status } = labels
    const text = `method="${method}",route="${escaped(route)}",status="${status}"`
    let total = 0
    const buckets = [...this.boundsSeconds, '+Inf'].map((bound, index) => {
      total += counts[index] ?? 0
      return `${NAME}_bucket{le="${bound}",${text}} ${total}`
    })
    return [...buckets, `${NAME}_sum{${text}} ${sum}`, `${NAME}_count{${text}} ${total}`]
  }
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
