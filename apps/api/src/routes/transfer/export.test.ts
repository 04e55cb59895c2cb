import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Store, StoredDocument } from '@cstore/store'
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import type { Collections } from '../collections/collections.ts'
import type { Importer } from './importer.ts'
import { registerTransfer } from './transfer-routes.ts'

const DOCUMENTS = 100_000
const BYTES = 1000

const anyCollection = (): Promise<object> => Promise.resolve({ name: 'c' })

/** An export of many documents: `scans` counts the looks at the database, `read` what they took. */
async function startExport(method = 'GET') {
  const progress = { scans: 0, read: 0 }
  const body = Buffer.from(JSON.stringify({ id: 'x', text: 'x'.repeat(BYTES) }))
  const scan = () => {
    progress.scans++
    return documents()
  }
  async function* documents(): AsyncGenerator<Pick<StoredDocument, 'body'>> {
    for (; progress.read < DOCUMENTS; progress.read++) {
      // As from a database: not all at once.
      if (progress.read % 500 === 0) await delay(0)
      yield { body }
    }
  }
  const store: Store = Object.assign(Object.create(null), { documents: { scan } })
  const collections: Collections = Object.assign(Object.create(null), { require: anyCollection })
  const importer: Importer = Object.create(null)
  const app = fastify()
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler)
  registerTransfer(app, { store, collections, importer })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => app.close())
  const sent = request(`${url}/collections/c/export`, { method })
  sent.end()
  const [response]: IncomingMessage[] = await once(sent, 'response')
  if (!response) throw new Error('Expected an answer')
  return { response, progress, bytes: body.length }
}

it('reads no further than a slow client does', async () => {
  const { response, progress, bytes } = await startExport()
  response.pause()
  let before = -1
  while (before !== progress.read) {
    before = progress.read
    await delay(200)
  }
  // What the sockets on both sides hold, and one chunk.
  expect(progress.read * bytes).toBeLessThan(16 * 1024 * 1024)
  let received = 0
  let lines = 0
  for await (const chunk of response) {
    received += chunk.length
    for (const byte of chunk) if (byte === 0x0a) lines++
  }
  expect([lines, received]).toEqual([DOCUMENTS, DOCUMENTS * (bytes + 1)])
})

it('reads nothing for those who ask for the header fields alone', async () => {
  const { response, progress } = await startExport('HEAD')
  response.resume()
  await once(response, 'end')
  expect([response.statusCode, response.headers['content-type']]).toEqual([
    200,
    'application/x-ndjson',
  ])
  // How long the answer to a GET would be is not known.
  expect(response.headers['content-length']).toBeUndefined()
  expect(progress).toEqual({ scans: 0, read: 0 })
})
