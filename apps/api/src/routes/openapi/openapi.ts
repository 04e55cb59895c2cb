/** The description of the API, made from the schemas that validate, and a page that shows it. */
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { errorsHtml } from '../../problems/errors-page.ts'
import { serveDocsPage } from './docs-page.ts'

const DESCRIPTION =
  'JSON documents over MongoDB with cached reads that are never stale. Failures are RFC 9457 problems; see /api/docs/errors.'

/** Before the routes: it collects them as they come. */
export async function collectOpenapi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'CStore', version, description: DESCRIPTION },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', bearerFormat: 'cst_<id>_<secret>' },
        },
      },
      security: [{ key: [] }, {}],
    },
  })
}

export function serveOpenapi(app: FastifyInstance): void {
  const open = { config: { access: 'open' }, schema: { hide: true } } as const
  app.get('/api/v1/openapi.json', open, () => app.swagger())
  app.get('/api/docs/errors', open, (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(errorsHtml()),
  )
  serveDocsPage(app)
}
