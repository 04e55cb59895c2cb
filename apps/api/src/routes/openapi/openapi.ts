/** The description of the API, made from what the routes say of themselves, and pages that show it. */
import type { FastifyInstance } from 'fastify'
import { openapiDocument } from '../../openapi/openapi-document.ts'
import type { Operation } from '../../openapi/operation.ts'
import { ERRORS_POLICY, errorsHtml } from '../../problems/errors-page.ts'
import { serveDocsPage } from './docs-page.ts'

const open = { config: { access: 'open' }, schema: { hide: true } } as const

/** After the routes. @throws Error when they contradict each other */
export function serveOpenapi(
  app: FastifyInstance,
  { operations, version }: { operations: readonly Operation[]; version: string },
): void {
  const document = JSON.stringify(openapiDocument(operations, version))
  app.get('/api/v1/openapi.json', open, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(document),
  )
  app.get('/api/docs/errors', open, (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', ERRORS_POLICY)
      .send(errorsHtml()),
  )
  serveDocsPage(app)
}
