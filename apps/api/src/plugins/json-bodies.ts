import type { FastifyInstance } from 'fastify'
import { parseJson } from '../routes/json.ts'

/** JSON under each of its names here, parsed alike; NDJSON is left to the route as a stream. */
export function registerBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    ['application/json', 'application/merge-patch+json', 'application/json-patch+json'],
    { parseAs: 'string' },
    // A DELETE or a POST without a body may well carry the header.
    (_request, body: string, done) => {
      try {
        done(null, body === '' ? undefined : parseJson(body))
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    },
  )
  app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload))
}
