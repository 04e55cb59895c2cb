/** Everything that clients do and that a panel shows, over and over until it is stopped. */
import { setTimeout as delay } from 'node:timers/promises'
import { ADMIN_KEY } from './api-process.ts'

const COLLECTION = '/api/v1/collections/monitored'
const NEAR = '/api/v1/collections/monitored-near'
const BETWEEN_ROUNDS_MS = 20
const REQUEST_TIMEOUT_MS = 10_000

export interface Load {
  stop(): Promise<void>
}

/** @param origins of the API's processes, which take turns; one that is away is passed over */
export async function putUnderLoad(origins: readonly string[], cdnOrigin: string): Promise<Load> {
  const [first = ''] = origins
  await send(first + COLLECTION, 'PUT', {})
  await send(first + NEAR, 'PUT', { cache: { near: true } })
  const stopped = new AbortController()
  const following = origins.map((origin) => follow(origin, stopped.signal))
  const asking = ask({ origins, cdnOrigin, signal: stopped.signal })
  return {
    stop: async () => {
      stopped.abort()
      await Promise.allSettled([...following, asking])
    },
  }
}

interface Asking {
  readonly origins: readonly string[]
  readonly cdnOrigin: string
  readonly signal: AbortSignal
}

async function ask({ origins, cdnOrigin, signal }: Asking): Promise<void> {
  for (let round = 0; !signal.aborted; round += 1) {
    const origin = origins[round % origins.length] ?? ''
    await Promise.allSettled([
      ...oneRound(round).map(([path, method, body]) => send(origin + path, method, body)),
      fetch(`${cdnOrigin}/healthz`, { signal }),
    ])
    await delay(BETWEEN_ROUNDS_MS)
  }
}

type Asked = readonly [path: string, method?: string, body?: object]

function oneRound(round: number): Asked[] {
  const document = `${COLLECTION}/documents/d${round % 20}`
  return [
    [`${COLLECTION}/documents/w${round % 20}`, 'PUT', { n: round }],
    [document],
    [document],
    [`${NEAR}/documents/d1`],
    [`${COLLECTION}/documents?limit=5`],
    // Nobody writes there, so its pages stay.
    [`${NEAR}/documents`],
    [`${COLLECTION}/documents?limit=5&filter=${encodeURIComponent('{"n":{"$gte":1}}')}`],
    [`${COLLECTION}/documents`, 'POST', { n: round }],
  ]
}

async function send(url: string, method = 'GET', body?: object): Promise<void> {
  const answer = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_KEY}`,
      'content-type': 'application/json',
      ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  })
  await answer.arrayBuffer()
}

/** Reads the stream of changes, again when it ends. */
async function follow(origin: string, signal: AbortSignal): Promise<void> {
  const headers = { authorization: `Bearer ${ADMIN_KEY}` }
  while (!signal.aborted) {
    try {
      const { body } = await fetch(`${origin}${COLLECTION}/changes`, { headers, signal })
      for await (const _ of body ?? []) if (signal.aborted) return
    } catch {
      await delay(200)
    }
  }
}
