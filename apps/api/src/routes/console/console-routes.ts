/**
 * The console by this process, as a CDN serves it: hashed files for ever, everything else asked for
 * again each time, and its page at the addresses that the console itself knows. Whatever else is
 * asked for stays the API's, which has a problem for it.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from '../../plugins/problems.ts'

/** Where the console can be entered; what an address means is up to the page. */
export const PAGES = [
  '/',
  '/sign-in',
  '/keys',
  '/live',
  '/collections/:collection',
  '/collections/:collection/settings',
  '/collections/:collection/import',
  '/collections/:collection/documents/:id',
] as const

const PAGE = 'index.html'
/** Their names change with what is in them. */
const HASHED = 'assets'
const FOR_EVER = 'public, max-age=31536000, immutable'
const ASK_AGAIN = 'no-cache'
/** Beside the files they are made of, for clients that take them. */
const COMPRESSED = /\.(br|gz|zst)$/

/** Scripts and styles in files of its own alone; it calls this server and nobody else. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const open = {
  config: { access: 'open' },
  schema: { hide: true },
  errorHandler: refuse,
} as const

/** `folder`: absolute, as the build of the console left it. */
export async function registerConsole(app: FastifyInstance, folder: string): Promise<void> {
  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    index: false,
    acceptRanges: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const isHashed = path.startsWith(join(folder, HASHED))
      reply.header('cache-control', isHashed ? FOR_EVER : ASK_AGAIN)
      reply.header('content-security-policy', POLICY)
      reply.header('cross-origin-opener-policy', 'same-origin')
    },
  })
  for (const page of PAGES) {
    for (const url of page === '/' ? [page] : [page, `${page}/`]) {
      app.get(url, open, (_request, reply) => reply.sendFile(PAGE))
    }
  }
  // The API is here, under the same origin.
  app.get('/config.json', open, (_request, reply) =>
    reply.header('cache-control', ASK_AGAIN).send({ apiUrl: '' }),
  )
  for (const name of filesIn(folder).filter((one) => one !== PAGE && one !== 'config.json')) {
    app.get(`/${name}`, open, (_request, reply) => reply.sendFile(name))
  }
  serveHashed(app, new Set(filesIn(join(folder, HASHED))))
}

/** Only what was there at the start: no address is ever taken for a path. */
function serveHashed(app: FastifyInstance, names: ReadonlySet<string>): void {
  app.get<{ Params: { name: string } }>(`/${HASHED}/:name`, open, ({ params: { name } }, reply) =>
    names.has(name) ? reply.sendFile(`${HASHED}/${name}`) : reply.callNotFound(),
  )
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !COMPRESSED.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('.'))
}

/** Nothing is refused here but a condition that does not hold (RFC 9110 §13.1). */
function refuse(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  void sendProblem(error.statusCode === 412 ? new ChangedFileError() : error, request, reply)
}

class ChangedFileError extends Error {
  readonly code = 'CSTORE_STORE_PRECONDITION_FAILED'

  constructor() {
    super('The file is not as the request expected.')
    this.name = 'ChangedFileError'
  }
}
