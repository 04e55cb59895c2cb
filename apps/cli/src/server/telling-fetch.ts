import type { Output } from '../context.ts'
import { paint } from '../output/paint.ts'
import { printable } from '../printable.ts'
import { retryAfterMs } from './retry.ts'

/** What is worth reading of an answer; the rest is for browsers and proxies. */
const SHOWN = [
  'etag',
  'last-modified',
  'location',
  'cache-status',
  'cstore-warning',
  'server-timing',
  'ratelimit',
  'retry-after',
  'x-request-id',
]
/** Nobody wonders about a shorter pause. */
const TOLD_FROM_MS = 2000

/**
 * `fetch` that tells a person what is going on: warnings of the server and how long it asks to wait;
 * with `verbose`, every request and how it was answered. Keys are never shown.
 */
export function tellingFetch(
  output: Output,
  { verbose = false }: { verbose?: boolean },
): typeof fetch {
  const warned = new Set<string>()
  const say = (line: string): void =>
    void output.write(`${paint('dim', printable(line), output)}\n`)
  return async (input, init = {}) => {
    const address = input instanceof Request ? input.url : input.toString()
    if (verbose) say(`> ${init.method ?? 'GET'} ${address}`)
    const startedMs = performance.now()
    const response = await fetch(input, init)
    if (verbose) describe(response, performance.now() - startedMs).forEach((line) => say(line))
    else for (const notice of notices(response, warned)) output.write(`${notice}\n`)
    return response
  }
}

function describe({ status, statusText, headers }: Response, ms: number): string[] {
  const fields = SHOWN.filter((name) => headers.has(name)).map(
    (name) => `< ${name}: ${headers.get(name)}`,
  )
  return [`< ${status} ${statusText}, ${ms.toFixed(0)} ms`, ...fields]
}

function notices({ status, headers }: Response, warned: Set<string>): string[] {
  const warning = headers.get('cstore-warning')
  const said = warning === null || warned.has(warning) ? [] : [`Warning: ${printable(warning)}.`]
  if (warning !== null) warned.add(warning)
  const waitMs = retryAfterMs(headers.get('retry-after'), Date.now())
  const waits = waitMs !== null && waitMs >= TOLD_FROM_MS && (status === 429 || status === 503)
  return waits
    ? [...said, `The server (${status}) asks to wait ${Math.ceil(waitMs / 1000)} s.`]
    : said
}
