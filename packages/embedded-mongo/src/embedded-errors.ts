export type EmbeddedMongoErrorCode =
  | 'CSTORE_EMBEDDED_DATA_DIR_IN_USE'
  | 'CSTORE_EMBEDDED_DATA_DIR_UNUSABLE'
  | 'CSTORE_EMBEDDED_PORT_IN_USE'
  | 'CSTORE_EMBEDDED_LISTEN_FAILED'

/** The embedded server cannot start. What a client gets to see is a `CommandError`. */
export class EmbeddedMongoError extends Error {
  readonly code: EmbeddedMongoErrorCode

  constructor(code: EmbeddedMongoErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'EmbeddedMongoError'
    this.code = code
  }
}
