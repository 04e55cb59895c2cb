/** Base of what this package throws: `code` is stable, `message` is for people. */
export class TestingError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TestingError'
    this.code = code
  }
}

/** A service which tests need is not there. */
export class BackendMissingError extends TestingError {
  constructor(message: string, options?: ErrorOptions) {
    super('CSTORE_TESTING_BACKEND_MISSING', message, options)
    this.name = 'BackendMissingError'
  }
}

/** An address was given on purpose, so falling back to something else would hide a mistake. */
export class AddressUnusableError extends TestingError {
  constructor(message: string, options?: ErrorOptions) {
    super('CSTORE_TESTING_ADDRESS_UNUSABLE', message, options)
    this.name = 'AddressUnusableError'
  }
}

/** A server which tests own did not start, or ended before it was ready. */
export class ServerStartError extends TestingError {
  constructor(message: string, options?: ErrorOptions) {
    super('CSTORE_TESTING_SERVER_START', message, options)
    this.name = 'ServerStartError'
  }
}

/** Every logical database of a shared Redis is taken or holds data that is not ours. */
export class NoFreeDatabaseError extends TestingError {
  constructor(message: string, options?: ErrorOptions) {
    super('CSTORE_TESTING_NO_FREE_DATABASE', message, options)
    this.name = 'NoFreeDatabaseError'
  }
}
