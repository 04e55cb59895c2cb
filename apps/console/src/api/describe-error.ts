import { CStoreError, type ErrorAt } from '@cstore/client'

export interface DescribedError {
  readonly text: string
  /** Stable, for looking it up; null for what is none of the API's. */
  readonly code: string | null
  /** Under which the server's log has it. */
  readonly requestId: string | null
  /** What in the request is at fault. */
  readonly errors: readonly ErrorAt[]
  /** Whether another key would help. */
  readonly needsKey: boolean
}

export function describeError(error: unknown): DescribedError {
  if (!(error instanceof CStoreError)) {
    const text = error instanceof Error ? error.message : String(error)
    return { text, code: null, requestId: null, errors: [], needsKey: false }
  }
  const { code, requestId = null, status, errors } = error
  return { text: textOf(error), code, requestId, errors, needsKey: status === 401 }
}

/** What the client says to programmers about itself means nothing to who looks at a page. */
function textOf({ code, detail }: CStoreError): string {
  if (code === 'CSTORE_CLIENT_NETWORK') {
    return 'The server cannot be reached. Check the network, and whether CStore runs.'
  }
  if (code === 'CSTORE_ACCESS_KEY_MISSING') return 'This needs a key.'
  if (code === 'CSTORE_CLIENT_TIMEOUT') return 'The server took too long to answer.'
  if (code === 'CSTORE_CLIENT_ANSWER') return 'Something answered, but not as CStore does.'
  return detail
}
