import { CliError, ConnectionError, RefusedError } from '../cli-errors.ts'
import { isJsonObject } from '../json-object.ts'
import { printable } from '../printable.ts'
import type { Server } from './find-server.ts'
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
    'Start a server with "cstore serve", or name another with --url, CSTORE_URL or --profile.'
  return new ConnectionError(
    notSent === undefined ? `No whole answer from ${url.origin}: ${reason}.` : message,
    { cause: error, mayHaveRun: notSent === undefined },
  )
}

/** For an answer that no CStore gives. Trying again would not help. */
export function notCStore(url: URL, cause?: unknown): CliError {
  const message = `${url.origin} answered, but not as CStore does. Check its address.`
  return new CliError('CSTORE_CLI_ANSWER', message, { cause })
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

/** What a server says with an answer that is not 2xx. */
export interface Refusal {
  readonly status: number
  /** Of the problem (docs/errors.md); empty: not from CStore. */
  readonly code: string
  readonly detail: string
  /** Where in the request the faults are. */
  readonly errors: readonly unknown[]
  readonly retryAfterMs: number | null
}

/** One sentence for an answer that is not 2xx. */
export function refused(refusal: Refusal, server: Server, cause?: unknown): RefusedError {
  const { status, retryAfterMs: waitMs } = refusal
  return new RefusedError(sentence(refusal, server), { status, retryAfterMs: waitMs, cause })
}

/** Reads the body of an answer that is not 2xx. */
export async function readRefusal(response: Response): Promise<Refusal> {
  const { status, statusText, headers } = response
  const text = await response.text().catch(() => '')
  const problem = parseProblem(text, headers.get('content-type'))
  return {
    status,
    ...(problem ?? { code: '', detail: `${statusText || 'no reason given'}.`, errors: [] }),
    retryAfterMs: retryAfterMs(headers.get('retry-after'), Date.now()),
  }
}

function sentence(refusal: Refusal, { key, keyPlaces }: Server): string {
  const { status, code } = refusal
  const detail = inTheseWords(refusal)
  if (status === 401) return `${whyNotKnown(code, key?.source ?? null, detail)} ${keyPlaces}`
  if (status === 403) {
    const who = key === null ? 'Without a key this' : `With the key from ${key.source} this`
    return `${who} is not permitted: ${detail} ${keyPlaces}`
  }
  if (status >= 300 && status < 400) {
    return `The server answered with a redirect (${status}). Give its final address with --url.`
  }
  return `The server answered ${status}: ${detail}`
}

const CREATE_IT = ' "cstore collections create" makes it.'

/** Speaks of HTTP to those who sent a request themselves; who gave a command is told otherwise. */
function inTheseWords({ code, detail, errors }: Refusal): string {
  if (code === 'CSTORE_COLLECTION_NOT_FOUND') {
    return printable(detail).replace(/ Create it with PUT.*$/u, CREATE_IT)
  }
  const found = places(errors)
  // They follow, so nobody need be sent there.
  const said = found.length === 0 ? detail : detail.replace(/ ?[^.]*`errors`[^.]*\.?/u, '')
  const parts = [said, ...found].filter((part) => part !== '').map((part) => printable(part))
  return parts.join(found.length > 1 ? '\n  ' : ' ')
}

function whyNotKnown(code: string, source: string | null, detail: string): string {
  if (source === null) return 'The server wants a key.'
  if (code === 'CSTORE_ACCESS_KEY_INVALID' || code === '') {
    return `The server knows no key like the one from ${source}.`
  }
  return `The server does not accept the key from ${source}: ${detail}`
}

/** A problem document (RFC 9457); null: none. */
function parseProblem(
  text: string,
  type: string | null,
): Pick<Refusal, 'code' | 'detail' | 'errors'> | null {
  if (type?.includes('json') !== true) return null
  try {
    const problem: unknown = JSON.parse(text)
    const { code = '', detail, errors } = isJsonObject(problem) ? problem : {}
    if (typeof detail !== 'string' || typeof code !== 'string') return null
    return { code, detail, errors: Array.isArray(errors) ? errors : [] }
  } catch {
    return null
  }
}

/** Where in the request the faults are, as sentences. */
function places(errors: readonly unknown[]): string[] {
  return errors
    .filter(isJsonObject)
    .slice(0, MAX_PLACES)
    .map(({ pointer, detail }) => `${String(pointer)}: ${String(detail)}`)
}
