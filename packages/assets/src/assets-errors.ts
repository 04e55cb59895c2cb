/** Everything this package throws on purpose. Messages are one or two sentences that say what to do. */
export type AssetsErrorCode =
  | 'CSTORE_ASSETS_BUSY'
  | 'CSTORE_ASSETS_DAMAGED'
  | 'CSTORE_ASSETS_INPUT'
  | 'CSTORE_ASSETS_STOPPED'
  | 'CSTORE_ASSETS_TARGET'

export class AssetsError extends Error {
  readonly code: AssetsErrorCode

  constructor(code: AssetsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.name = new.target.name
  }
}

/** What is to be published cannot be published as it is. */
export class InputError extends AssetsError {
  constructor(message: string, options?: ErrorOptions) {
    super('CSTORE_ASSETS_INPUT', message, options)
  }
}

/** The folder to publish into cannot be used. */
export class TargetError extends AssetsError {
  constructor(message: string, options?: ErrorOptions) {
    super('CSTORE_ASSETS_TARGET', message, options)
  }
}

/** Another publisher is at work on the same folder, or has taken over. */
export class BusyError extends AssetsError {
  constructor(message: string, options?: ErrorOptions) {
    super('CSTORE_ASSETS_BUSY', message, options)
  }
}

/** A release is not what its manifest says. */
export class DamagedError extends AssetsError {
  readonly problems: readonly string[]

  constructor(message: string, problems: readonly string[]) {
    super('CSTORE_ASSETS_DAMAGED', message)
    this.problems = problems
  }
}

/** The caller wanted it to end. */
export class StoppedError extends AssetsError {
  constructor(options?: ErrorOptions) {
    super('CSTORE_ASSETS_STOPPED', 'Stopped: nothing was published.', options)
  }
}
