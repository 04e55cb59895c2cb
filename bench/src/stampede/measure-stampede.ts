/** Many clients ask for one document at the same moment, which no cache has yet. */
import { BenchError } from '../bench-errors.ts'
import { DOCUMENT_ROUTE, LOADS_ROUTE } from '../contenders/route.ts'
import { ADMIN, type Dataset } from '../data/dataset.ts'
import { documentId } from '../data/documents.ts'
import { Connection } from '../load/generator/connection.ts'
import { table } from '../report/markdown.ts'
import type { ContenderName } from '../servers/catalogue.ts'
import type { Contender } from '../servers/contender.ts'
import type { Contenders } from '../servers/contenders.ts'
import { median } from '../statistics.ts'

export interface StampedeOptions {
  readonly contenders: Contenders
  readonly dataset: Dataset
  readonly rounds: number
  readonly say: (what: string) => void
}

interface Stampede {
  /** Until the last client had its answer. */
  readonly ms: number
  /** Reads of the database. */
  readonly loads: number
}

const NAMES: readonly ContenderName[] = [
  'cstore',
  'by-hand',
  'async-cache-dedupe',
  'layered-loader',
  'bentocache',
  'cacheable',
]
const CLIENTS = 500
const COLLECTION = 'stampede2k'
const TIMEOUT_MS = 10_000

export async function measureStampede(options: StampedeOptions): Promise<string> {
  const { contenders, dataset, rounds, say } = options
  // Its documents are there then; those beyond the ones asked for nobody has read yet.
  const { indexes } = await dataset.get(COLLECTION)
  const servers = await Promise.all(NAMES.map((name) => contenders.get(name)))
  const taken = new Map(servers.map((server): [Contender, Stampede[]] => [server, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [server, list] of taken) {
      say(`stampede, round ${round + 1} of ${rounds}: ${server.title}`)
      list.push(await stampede(server, documentId(indexes[round] ?? 0)))
    }
  }
  const rows = Array.from(taken, ([{ title }, list]) => {
    const ms = list.map((one) => one.ms)
    const loads = list.map((one) => one.loads)
    return [title, String(median(loads)), String(Math.max(...loads)), median(ms).toFixed(0)]
  })
  const headings = ['contender', 'reads of the database', 'most', 'ms until all had it']
  const title = `### ${CLIENTS} clients ask for the same document, which is not cached`
  return `${title}\n\n${table(headings, rows)}\n`
}

async function stampede(server: Contender, id: string): Promise<Stampede> {
  const path = DOCUMENT_ROUTE.replace(':collection', COLLECTION).replace(':id', id)
  await forget(server, path)
  const before = await loadsOf(server)
  const ms = await askAtOnce(server, path)
  return { ms, loads: (await loadsOf(server)) - before }
}

/** CStore has read it when the documents were made. */
async function forget({ origin }: Contender, path: string): Promise<void> {
  const answer = await fetch(origin + path, { headers: { authorization: ADMIN } })
  const { id: _, ...fields } = Object(await answer.json())
  const headers = { authorization: ADMIN, 'content-type': 'application/json' }
  const written = await fetch(origin + path, {
    method: 'PUT',
    headers,
    body: JSON.stringify(fields),
  })
  if (!written.ok) throw new BenchError(`PUT ${path}: ${written.status} ${await written.text()}`)
}

async function askAtOnce({ title, origin }: Contender, path: string): Promise<number> {
  const { promise: all, resolve, reject } = Promise.withResolvers<number>()
  const timer = setTimeout(
    () => reject(new BenchError(`${title}: not all were answered.`)),
    TIMEOUT_MS,
  )
  let answered = 0
  let startedMs = 0
  const events = {
    onAnswer: (_: Connection, status: number) => {
      if (status !== 200) reject(new BenchError(`${title}: answered ${status}.`))
      if (++answered === CLIENTS) resolve(performance.now() - startedMs)
    },
    onLost: reject,
  }
  const clients: Connection[] = []
  try {
    while (clients.length < CLIENTS) clients.push(await Connection.open(origin, events))
    const request = Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${new URL(origin).host}\r\n\r\n`)
    startedMs = performance.now()
    for (const client of clients) client.send(request, 0)
    return await all
  } finally {
    clearTimeout(timer)
    for (const client of clients) client.close()
  }
}

/** Contenders count what they read; so does CStore, as attempts to fill the cache. */
async function loadsOf({ origin, title }: Contender): Promise<number> {
  const own = await fetch(origin + LOADS_ROUTE)
  if (own.ok) return Number(Object(await own.json()).loads)
  const metrics = await (await fetch(`${origin}/metrics`)).text()
  const fills = Array.from(metrics.matchAll(/^cstore_cache_fills_total\S* (\d+)$/gm), ([, count]) =>
    Number(count),
  )
  if (fills.length === 0) throw new BenchError(`${title} does not tell how often it reads.`)
  return fills.reduce((total, count) => total + count, 0)
}
