/**
 * The page that shows the API's description: Swagger UI from its own package, nothing from
 * elsewhere, so that it works offline. The build copies its files beside the bundle.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'

const SCRIPT = 'swagger-ui-bundle.js'
const STYLE = 'swagger-ui.css'

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>CStore API</title>
<link rel="stylesheet" href="/api/docs/${STYLE}">
<div id="docs"></div>
<noscript>This page needs JavaScript. The description itself is at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</noscript>
<script src="/api/docs/${SCRIPT}"></script>
<script src="/api/docs/start.js"></script>
</html>
`

const START = `SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#docs', deepLinking: true })
`

/** Swagger UI sets styles on its elements; scripts come from here alone. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const open = { config: { access: 'open' }, schema: { hide: true } } as const

export function serveDocsPage(app: FastifyInstance): void {
  const folder = filesFolder()
  app.get('/api/docs', open, (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(PAGE),
  )
  app.get('/api/docs/start.js', open, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(START),
  )
  app.get(`/api/docs/${SCRIPT}`, open, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(await readFile(join(folder, SCRIPT))),
  )
  app.get(`/api/docs/${STYLE}`, open, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(await readFile(join(folder, STYLE))),
  )
}

function filesFolder(): string {
  const bundled = join(import.meta.dirname, 'docs-page')
  if (existsSync(bundled)) return bundled
  return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
}
