export interface PlannedRequest {
  readonly method?: 'GET' | 'PUT' | 'POST'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON. */
  readonly body?: string
}

export interface LoadSpec {
  readonly origin: string
  readonly requests: readonly PlannedRequest[]
  readonly connections: number
  readonly seconds: number
  /** Whether answers of 400 and above are the right ones here, and all others wrong. */
  readonly refused: boolean
}

export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  /** Wrong answers, broken connections, timeouts. */
  readonly failures: number
}

/** A program that asks as fast as it gets answers. */
export interface LoadGenerator {
  readonly name: string
  run(spec: LoadSpec): Promise<LoadResult>
}

/** Milliseconds from the moment at which a request was due to the end of its answer. */
export interface Latencies {
  readonly p50Ms: number
  readonly p99Ms: number
  readonly p999Ms: number
}
