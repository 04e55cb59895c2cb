import { CStoreClient, CStoreError, type ClientErrorCode } from '@cstore/client'
import { ConnectionError, UsageError } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import { connectionProblem, notCStore, refused } from './answer-problems.ts'
import { findServer, type Server } from './find-server.ts'
import type { ServerOptions } from './server-options.ts'
import { tellingFetch } from './telling-fetch.ts'

/**
 * Works with the client of the server that the options and the environment ask for.
 * @throws CliError with one sentence for everything that the client reports.
 */
export async function useClient<T>(
  options: ServerOptions,
  context: Context,
  work: (client: CStoreClient, server: Server) => Promise<T>,
): Promise<T> {
  const server = await findServer(options, context.environment)
  const client = new CStoreClient({
    url: server.url,
    key: server.key?.key,
    fetch: tellingFetch(context.stderr, options),
  })
  try {
    return await work(client, server)
  } catch (error) {
    throw error instanceof CStoreError ? inWords(error, server) : error
  }
}

const REPEAT = 'It may have been done all the same: look before you repeat it.'

function inWords(error: CStoreError, server: Server): Error {
  const { status, detail, errors, retryAfterMs } = error
  const is = (code: ClientErrorCode): boolean => error.code === code
  const doubt = error.mayHaveBeenDone ? ` ${REPEAT}` : ''
  if (is('CSTORE_CLIENT_ARGUMENT')) return new UsageError(detail)
  if (status === 0) return lost(error, server.url, doubt)
  const isAnswer = is('CSTORE_CLIENT_ANSWER')
  if (isAnswer && status < 300) return notCStore(server.url, error)
  // Something before the server, which does not say why.
  const said = isAnswer ? { code: '', detail: 'no reason given.' } : { code: error.code, detail }
  const refusal = { status, errors, retryAfterMs, ...said, detail: said.detail + doubt }
  return refused(refusal, server, error)
}

function lost(error: CStoreError, url: URL, doubt: string): ConnectionError {
  const timedOut = error.code === ('CSTORE_CLIENT_TIMEOUT' satisfies ClientErrorCode)
  const what = timedOut
    ? `No answer from ${url.origin} in time.`
    : connectionProblem(error.cause, url).message
  return new ConnectionError(what + doubt, { cause: error, mayHaveRun: error.mayHaveBeenDone })
}
