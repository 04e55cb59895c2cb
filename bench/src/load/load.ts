export interface PlannedRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

interface LoadSpec {
  readonly origin: string
  readonly requests: readonly PlannedRequest[]
  readonly connections: number
  readonly seconds: number
}

export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  /** Latency, milliseconds, with every connection always busy. */
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers of 400 and above, broken connections, timeouts. */
  readonly failures: number
}

/** A program that asks as fast as it gets answers. */
export interface LoadGenerator {
  readonly name: string
  run(spec: LoadSpec): Promise<LoadResult>
}
