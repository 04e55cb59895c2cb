/** How a run ended, for the shell. */
export const EXIT = {
  ok: 0,
  /**
   * The server refused, or there is no such thing. Import: some lines failed. Doctor, validate:
   * something is wrong. Serve: it could not start.
   */
  failed: 1,
  /** Wrong usage, or trouble with a file or the connection. Import, export: not complete. */
  trouble: 2,
} as const

/** What people can do something about: shown as one sentence, without a stack trace. */
export class CliError extends Error {
  readonly code: string
  readonly exitCode: number

  constructor(code: string, message: string, options: ErrorOptions & { exitCode?: number } = {}) {
    super(message, options)
    this.name = 'CliError'
    this.code = code
    this.exitCode = options.exitCode ?? EXIT.trouble
  }
}

/** An option or argument is not what it should be. */
export class UsageError extends CliError {
  constructor(message: string) {
    super('CSTORE_CLI_USAGE', message)
    this.name = 'UsageError'
  }
}

/** A file cannot be read or written. */
export class FileError extends CliError {
  constructor(message: string, options?: ErrorOptions) {
    super('CSTORE_CLI_FILE', message, options)
    this.name = 'FileError'
  }
}

/** The server cannot be reached, or the connection to it broke. */
export class ConnectionError extends CliError {
  /** The request may have reached the server. */
  readonly mayHaveRun: boolean

  constructor(message: string, options: ErrorOptions & { mayHaveRun: boolean }) {
    super('CSTORE_CLI_CONNECTION', message, options)
    this.name = 'ConnectionError'
    this.mayHaveRun = options.mayHaveRun
  }
}

/** The server answered, but not with what was asked for. */
export class RefusedError extends CliError {
  readonly status: number
  /** How long the server asks to wait, milliseconds. */
  readonly retryAfterMs: number | null

  constructor(
    message: string,
    options: ErrorOptions & { status: number; retryAfterMs: number | null },
  ) {
    super('CSTORE_CLI_REFUSED', message, { cause: options.cause, exitCode: EXIT.failed })
    this.name = 'RefusedError'
    this.status = options.status
    this.retryAfterMs = options.retryAfterMs
  }
}

/** For commands where 1 says that some of the work was done: what refuses all of it is trouble. */
export function asTrouble(error: unknown): unknown {
  if (!(error instanceof RefusedError)) return error
  return new CliError(error.code, error.message, { cause: error, exitCode: EXIT.trouble })
}
