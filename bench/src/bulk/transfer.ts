/** What a client of the API does with a file. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { json, text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { BenchError } from '../bench-errors.ts'
import type { DocumentsFile } from '../data/documents-file.ts'
import { ADMIN_KEY } from '../servers/cstore.ts'

/** A collection of a running CStore. */
export interface Place {
  readonly origin: string
  readonly collection: string
}

export type Mode = 'insert' | 'upsert'

const authorization = `Bearer ${ADMIN_KEY}`

export async function makeCollection(place: Place): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  await drain(await ask(place, { method: 'PUT', headers, body: '{}' }))
}

export async function dropCollection(place: Place): Promise<void> {
  await drain(await ask(place, { method: 'DELETE', path: `?confirm=${place.collection}` }))
}

/** @throws BenchError unless every document was stored */
export async function importFile(place: Place, file: DocumentsFile, mode: Mode): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' }
  const body = createReadStream(file.path)
  const imported = { method: 'POST', path: `/import?mode=${mode}`, headers, body }
  const answer: unknown = await json(await ask(place, imported))
  const { inserted, replaced, failed } = Object(answer)
  if (inserted + replaced === file.documents && failed === 0) return
  throw new BenchError(`Expected ${file.documents} to be stored, got ${JSON.stringify(answer)}`)
}

/** @throws BenchError unless what comes is what the file holds */
export async function exportFile(place: Place, file: DocumentsFile): Promise<void> {
  const hash = createHash('sha256')
  await pipeline(await ask(place, { method: 'GET', path: '/export' }), hash)
  if (hash.digest('hex') === file.digest) return
  throw new BenchError('Expected the export to be what was imported.')
}

interface Question {
  readonly method: string
  /** Below the collection. */
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Readable
}

async function ask({ origin, collection }: Place, question: Question): Promise<IncomingMessage> {
  const { method, path = '', headers = {}, body = '' } = question
  const sent = request(`${origin}/api/v1/collections/${collection}${path}`, {
    method,
    headers: { ...headers, authorization },
  })
  const answered = once(sent, 'response')
  await Promise.all([answered, pipeline(typeof body === 'string' ? [body] : body, sent)])
  const [answer]: IncomingMessage[] = await answered
  if (answer?.statusCode && answer.statusCode < 300) return answer
  throw new BenchError(`${method} ${path}: ${answer?.statusCode} ${answer && (await text(answer))}`)
}

async function drain(answer: IncomingMessage): Promise<void> {
  await text(answer)
}
