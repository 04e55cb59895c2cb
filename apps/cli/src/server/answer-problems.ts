import { ConnectionError, RefusedError } from '../cli-errors.ts'
import { isJsonObject } from '../json-object.ts'
import { printable } from '../printable.ts'
import { retryAfterMs } from './retry.ts'

/** More would not be read. */
const MAX_PLACES = 5

/** Errors of a socket before anything was sent over it. */
const NOT_SENT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the host name cannot be looked up',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  UND_ERR_CONNECT_TIMEOUT: 'the connection timed out',
}

/** One sentence for a request that got no answer, or half of one. */
export function connectionProblem(error: unknown, url: URL): ConnectionError {
  const code = causeCode(error)
  const notSent = isForbiddenPort(error) ? 'HTTP clients do not use that port' : NOT_SENT[code]
  const reason = notSent ?? (code === '' ? 'the connection broke' : `the connection broke: ${code}`)
  const message =
    `Cannot reach ${url.origin}: ${reason}. ` +
    'Start a server with "cstore serve", or name another with --url or CSTORE_URL.'
  return new ConnectionError(
    notSent === undefined ? `No whole answer from ${url.origin}: ${reason}.` : message,
    { cause: error, mayHaveRun: notSent === undefined },
  )
}

/** fetch hides the socket's error behind one or two causes. */
function causeCode(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError) return causeCode(error.errors[0])
  return causeCode(error.cause)
}

/** Ports of other protocols, such as 25 for mail, which the Fetch standard forbids. */
function isForbiddenPort(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null
  return cause instanceof Error && cause.message === 'bad port'
}

interface RefusalDetails {
  /** Where the key came from that was sent, if one was. */
  readonly sent: string | null
  readonly keyPlaces: string
}

/** One sentence for an answer that is not 2xx. Reads its body. */
export async function refusal(response: Response, details: RefusalDetails): Promise<RefusedError> {
  const detail = await problemDetail(response)
  return new RefusedError(sentence(response, detail, details), {
    status: response.status,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()),
  })
}

function sentence(response: Response, detail: string, { sent, keyPlaces }: RefusalDetails): string {
  const { status } = response
  if (status === 401) {
    const what =
      sent === null
        ? 'The server wants a key.'
        : `The server knows no key like the one from ${sent}.`
    return `${what} ${keyPlaces}`
  }
  if (status === 403) {
    const who = sent === null ? 'Without a key this' : `With the key from ${sent} this`
    return `${who} is not permitted: ${detail} ${keyPlaces}`
  }
  if (status >= 300 && status < 400) {
    return `The server answered with a redirect (${status}). Give its final address with --url.`
  }
  return `The server answered ${status}: ${detail}`
}

/** The `detail` of a problem document (RFC 9457) and where it is at fault, or what the status alone says. */
async function problemDetail(response: Response): Promise<string> {
  const fallback = `${response.statusText || 'no reason given'}.`
  const text = await response.text().catch(() => '')
  if (!(response.headers.get('content-type') ?? '').includes('json')) return fallback
  try {
    const problem: unknown = JSON.parse(text)
    const detail = isJsonObject(problem) ? problem['detail'] : null
    if (!isJsonObject(problem) || typeof detail !== 'string') return fallback
    return printable([detail, ...places(problem['errors'])].join(' '))
  } catch {
    return fallback
  }
}

/** Where in the request the faults are, as sentences. */
function places(errors: unknown): string[] {
  const known = Array.isArray(errors) ? errors.filter(isJsonObject) : []
  return known
    .slice(0, MAX_PLACES)
    .map(({ pointer, detail }) => `${String(pointer)}: ${String(detail)}`)
}
