/** Base of what this package throws: `code` is stable, `message` is for people. */
export class TortureError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TortureError'
    this.code = code
  }
}

/** A process, or what it needs, did not come up: there is nothing to judge. */
export class SetUpError extends TortureError {
  constructor(message: string, options?: ErrorOptions) {
    super('CSTORE_TORTURE_SET_UP', message, options)
    this.name = 'SetUpError'
  }
}
