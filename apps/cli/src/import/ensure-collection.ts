import { RefusedError } from '../cli-errors.ts'
import type { ApiClient, ApiRequest } from '../server/api-client.ts'
import { retryNotice, withRetries, type RetryPolicy } from '../server/retry.ts'

export interface EnsureOptions {
  readonly client: ApiClient
  readonly collection: string
  readonly retry: RetryPolicy
  readonly signal: AbortSignal
  readonly notify: (notice: string) => void
}

/**
 * Creates the collection, with default settings, if there is none. It is the first contact with
 * the server: if that cannot be reached, it fails at once.
 */
export async function ensureCollection(options: EnsureOptions): Promise<void> {
  const path = `/collections/${options.collection}`
  try {
    await ask({ method: 'GET', path }, options)
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== 404) throw error
    await create(path, options)
  }
}

async function create(path: string, options: EnsureOptions): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  try {
    await ask({ method: 'PUT', path, headers, body: '{}' }, options)
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error
    const { status, retryAfterMs } = error
    const what = `There is no collection ${options.collection}, and it could not be created.`
    throw new RefusedError(`${what} ${error.message}`, { status, retryAfterMs })
  }
}

async function ask(request: ApiRequest, options: EnsureOptions): Promise<void> {
  const { client, retry, signal, notify } = options
  await withRetries(retry, {
    attempt: () => client.json({ ...request, signal }),
    signal,
    unreachableIsFinal: true,
    onRetry: (error, delayMs) => notify(retryNotice(error, delayMs)),
  })
}
