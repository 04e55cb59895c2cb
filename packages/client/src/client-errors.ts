/** What the client itself reports; every other code comes from the server and is in docs/errors.md. */
export type ClientErrorCode =
  /** There was no answer, or half of one. */
  | 'CSTORE_CLIENT_NETWORK'
  /** An attempt took longer than `timeoutMs`. */
  | 'CSTORE_CLIENT_TIMEOUT'
  /** Something answered, but not as CStore does. */
  | 'CSTORE_CLIENT_ANSWER'
  /** An option or an argument cannot be used; nothing was sent. */
  | 'CSTORE_CLIENT_ARGUMENT'

/** A value of the request that is at fault. */
export interface ErrorAt {
  /** JSON Pointer (RFC 6901). */
  readonly pointer: string
  readonly detail: string
}

export interface CStoreErrorDetails {
  readonly status?: number
  readonly errors?: readonly ErrorAt[]
  readonly requestId?: string | undefined
  readonly retryAfterMs?: number | null
  readonly mayHaveBeenDone?: boolean
  readonly lastLine?: number | null
  readonly cause?: unknown
}

/** Everything that goes wrong, but for the reason of an `AbortSignal`, which is thrown as it is. */
export class CStoreError extends Error {
  /** Stable: of the problem (docs/errors.md), or one of `ClientErrorCode`. */
  readonly code: string
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  /** What to do, for people. */
  readonly detail: string
  readonly errors: readonly ErrorAt[]
  /** Under which the server's log has it. */
  readonly requestId: string | undefined
  /** How long the server asks to wait, milliseconds. */
  readonly retryAfterMs: number | null
  /**
   * True for a write of which nobody knows whether it was carried out, by this attempt or an earlier
   * one: read before you repeat it. A conflict with this set may be with the write itself.
   */
  mayHaveBeenDone: boolean
  /**
   * Of an import that broke off: all documents up to this one, counted from 1, are stored or were
   * refused, and `skip` goes on behind it. Null: not known.
   */
  lastLine: number | null

  constructor(code: string, detail: string, details: CStoreErrorDetails = {}) {
    super(detail, 'cause' in details ? { cause: details.cause } : undefined)
    this.name = 'CStoreError'
    this.code = code
    this.status = details.status ?? 0
    this.detail = detail
    this.errors = details.errors ?? []
    this.requestId = details.requestId
    this.retryAfterMs = details.retryAfterMs ?? null
    this.mayHaveBeenDone = details.mayHaveBeenDone ?? false
    this.lastLine = details.lastLine ?? null
  }

  /** Another writer, or what is there already, stands against the change (409 and 412). */
  get isConflict(): boolean {
    return this.status === 409 || this.status === 412
  }

  get isNotFound(): boolean {
    return this.status === 404
  }
}

export function argumentError(detail: string): CStoreError {
  return new CStoreError('CSTORE_CLIENT_ARGUMENT' satisfies ClientErrorCode, detail)
}

export function answerError(detail: string, details: CStoreErrorDetails): CStoreError {
  return new CStoreError('CSTORE_CLIENT_ANSWER' satisfies ClientErrorCode, detail, details)
}
