/**
 * The page that shows the API's description: Swagger UI from its own package, nothing from
 * elsewhere, so that it works offline. The build copies its files beside the bundle.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { ICON } from '../../problems/icon.ts'

const SCRIPT = 'swagger-ui-bundle.js'
const STYLE = 'swagger-ui.css'

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>CStore API</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/api/docs/${STYLE}">
<link rel="stylesheet" href="/api/docs/page.css">
<div id="docs"></div>
<noscript>This page needs JavaScript. The description itself is at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>, the errors are at <a href="/api/docs/errors">/api/docs/errors</a>.</noscript>
<script src="/api/docs/${SCRIPT}"></script>
<script src="/api/docs/start.js"></script>
</html>
`

/** Dark where the reader has it so: Swagger UI takes a class. Its validator is elsewhere: none. */
const START = `const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', follow)
follow()
SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#docs',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  validatorUrl: null,
})
`

/** Of a problem, the list of codes says all: what they look like is the same everywhere. */
const PAGE_STYLE = `body { margin: 0 }
.swagger-ui .info { margin: 30px 0 10px }
.swagger-ui .scheme-container { padding: 10px 0; margin: 0; box-shadow: none; background: none }
.swagger-ui .scheme-container .servers-title, .swagger-ui .scheme-container .servers { display: none }
.swagger-ui .response:is([data-code^="4"], [data-code^="5"]) :is(.response-control-media-type, .response-control-examples, .model-example, .headers-wrapper, h5) { display: none }
.swagger-ui .response-col_links { display: none }
.swagger-ui .response-col_description ul { margin: 0; padding-left: 1.2em }
`

/** Nothing inline and nothing from elsewhere; the pictures are in the styles. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const open = { config: { access: 'open' }, schema: { hide: true } } as const

export function serveDocsPage(app: FastifyInstance): void {
  const folder = filesFolder()
  app.get('/api/docs', open, (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', POLICY).send(PAGE),
  )
  app.get('/api/docs/start.js', open, (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(START),
  )
  app.get('/api/docs/page.css', open, (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(PAGE_STYLE),
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
