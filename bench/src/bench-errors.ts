/** The run cannot begin, or what it measured would mean nothing. */
export class BenchError extends Error {
  readonly code = 'CSTORE_BENCH_FAILED'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BenchError'
  }
}
