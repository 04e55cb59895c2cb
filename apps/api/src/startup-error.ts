/** The server cannot start, for a reason outside of it; the message is one sentence for a person. */
export class StartupError extends Error {
  readonly code = 'CSTORE_STARTUP_FAILED'

  constructor(message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'StartupError'
  }
}
