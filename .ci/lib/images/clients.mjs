/** Clients of the API that notice everything: what failed, and what was read that is older than what was acknowledged. */
import { Agent, request } from 'node:http'
import { ADMIN_KEY } from './topology.mjs'

const TIMEOUT_MS = 20_000
export const COLLECTION = '/api/v1/collections/trial'

/** Sends one request; `body` is an object, or a function that writes to the request and ends it. */
export function send(origin, { method = 'GET', path, body, headers = {}, agent }) {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, origin), {
      method,
      agent,
      timeout: TIMEOUT_MS,
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        'content-type': 'application/json',
        ...headers,
      },
    })
    sent.on('timeout', () =>
      sent.destroy(new Error(`${method} ${path} took longer than ${TIMEOUT_MS} ms`)),
    )
    sent.on('error', reject)
    sent.on('response', (answer) => {
      const chunks = []
      answer.on('data', (chunk) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({
          status: answer.statusCode,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    if (typeof body === 'function') body(sent)
    else sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

/**
 * Readers and writers, each at its own documents and at all others, until `stop` is called, which tells what they saw.
 * With `keepAlive` connections are used again.
 */
export function startClients(origin, { clients, documents, keepAlive }) {
  const agent = new Agent({ keepAlive, maxSockets: clients })
  const state = { stopped: false }
  const seen = { requests: 0, failures: [], stale: 0 }
  const startedMs = performance.now()
  const running = Promise.all(Array.from({ length: clients }, (_, client) => work(client)))

  async function work(client) {
    for (let round = 0; !state.stopped; round += 1) {
      const own = `${COLLECTION}/documents/own-${client}`
      const wrote = await ask(
        { method: 'PUT', path: own, body: { round, text: 'x'.repeat(500) } },
        [200, 201],
      )
      for (let read = 0; read < 9 && !state.stopped; read += 1) {
        const id = Math.floor(Math.random() * documents)
        await ask({ path: `${COLLECTION}/documents/d-${id}` }, [200])
      }
      const answer = wrote && (await ask({ path: own }, [200]))
      if (answer && JSON.parse(answer.text).round < round) seen.stale += 1
    }
  }

  async function ask(question, expected) {
    seen.requests += 1
    try {
      const answer = await send(origin, { ...question, agent })
      if (expected.includes(answer.status)) return answer
      seen.failures.push(
        `${question.method ?? 'GET'} ${question.path}: ${answer.status} ${answer.text.slice(0, 200)}`,
      )
    } catch (error) {
      seen.failures.push(`${question.method ?? 'GET'} ${question.path}: ${error.message}`)
    }
    return null
  }

  return {
    stop: async () => {
      const seconds = (performance.now() - startedMs) / 1000
      state.stopped = true
      await running
      agent.destroy()
      return { ...seen, perSecond: Math.round(seen.requests / seconds) }
    },
  }
}

/** Documents to read, sent as one import. */
export async function importDocuments(origin, count) {
  const made = await send(origin, { method: 'PUT', path: COLLECTION, body: {} })
  if (made.status > 201) throw new Error(`The collection was not made: ${made.status} ${made.text}`)
  const answer = await send(origin, {
    method: 'POST',
    path: `${COLLECTION}/import`,
    headers: { 'content-type': 'application/x-ndjson' },
    body: (sent) => sent.end(documentLines(0, count)),
  })
  if (answer.status !== 200)
    throw new Error(`The documents were not imported: ${answer.status} ${answer.text}`)
}

export function documentLines(from, to) {
  return Array.from(
    { length: to - from },
    (_, index) => `${JSON.stringify({ id: `d-${from + index}`, text: 'y'.repeat(1500) })}\n`,
  ).join('')
}
