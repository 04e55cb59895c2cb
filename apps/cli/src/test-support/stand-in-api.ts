import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { isJsonObject } from '../json-object.ts'

/** A request as the server got it. */
export interface SeenRequest {
  readonly method: string
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Takes over a request that it wants to answer otherwise; true if it did. */
export type Takeover = (
  request: SeenRequest,
  response: ServerResponse,
  store: Map<string, Record<string, unknown>>,
) => boolean | Promise<boolean>

/** A server that answers import, export and collections as the API does, over real HTTP. */
export class StandInApi {
  readonly url: string
  readonly requests: SeenRequest[] = []
  /** What is in the collection, id to document, in the order of arrival. */
  readonly documents = new Map<string, Record<string, unknown>>()
  collectionExists = true
  takeover: Takeover = () => false
  readonly #close: () => Promise<void>

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url
    this.#close = close
  }

  static async start(): Promise<StandInApi> {
    let api: StandInApi | null = null
    const server = createServer((request, response) => {
      void api?.answer(request, response)
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    api = new StandInApi(`http://127.0.0.1:${port}`, async () => {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    })
    return api
  }

  close(): Promise<void> {
    return this.#close()
  }

  imports(): SeenRequest[] {
    return this.requests.filter(({ url }) => url.includes('/import'))
  }

  async answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = incoming
    const request = { method, url, headers, body: await text(incoming) }
    this.requests.push(request)
    if (await this.takeover(request, response, this.documents)) return
    const path = new URL(url, this.url).pathname
    if (path.endsWith('/import')) return this.#import(request, response)
    if (path.endsWith('/export')) return this.#export(request, response)
    if (method === 'PUT') this.collectionExists = true
    if (this.collectionExists) return json(response, 200, { name: 'c' })
    problem(response, 404, 'There is no such collection.')
  }

  #import({ url, body }: SeenRequest, response: ServerResponse): void {
    const insertOnly = url.endsWith('mode=insert')
    const answer = { inserted: 0, replaced: 0, failed: 0, errors: [] as object[] }
    const lines = body.split('\n').filter((line) => line !== '')
    for (const [at, line] of lines.entries()) {
      const document = parseDocument(line)
      const id = String(document['id'])
      const code = refusedCode(document, insertOnly && this.documents.has(id))
      if (code !== null) {
        answer.failed += 1
        answer.errors.push({ line: at + 1, id, code, detail: 'Refused by the server.' })
      } else {
        answer[this.documents.has(id) ? 'replaced' : 'inserted'] += 1
        this.documents.set(id, document)
      }
    }
    json(response, 200, answer)
  }

  #export({ url }: SeenRequest, response: ServerResponse): void {
    const after = new URL(url, this.url).searchParams.get('after') ?? ''
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    for (const [id, document] of this.documents) {
      if (id > after) response.write(`${JSON.stringify(document)}\n`)
    }
    response.end()
  }
}

export function parseDocument(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line)
  if (isJsonObject(value)) return value
  throw new Error('Expected an object.')
}

function refusedCode(document: Record<string, unknown>, taken: boolean): string | null {
  if (taken) return 'CSTORE_STORE_DOCUMENT_EXISTS'
  return document['bad'] === true ? 'CSTORE_DOCUMENT_INVALID' : null
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Answers as the API does when it refuses. */
export function problem(response: ServerResponse, status: number, detail: string): true {
  response
    .writeHead(status, { 'content-type': 'application/problem+json', 'retry-after': '0' })
    .end(JSON.stringify({ type: 'about:blank', title: 'x', status, code: 'CSTORE_X', detail }))
  return true
}
