/** From a configuration to a listening server, and back without failing a request. */
import { resolve } from 'node:path'
import type { Writable } from 'node:stream'
import type { Config } from '@cstore/config'
import { createMetrics } from '@cstore/metrics'
import { pino } from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { embeddedAdminKey } from './admin-key.ts'
import { accessOptions } from './access/access-options.ts'
import { buildApp } from './app.ts'
import type { ApiServer } from './api-server.ts'
import { announce } from './announce.ts'
import { Closers } from './closers.ts'
import { drain } from './drain.ts'
import { consoleFolder } from './routes/console/console-folder.ts'
import { keepYoung } from './keep-young.ts'
import { observeCache } from './observe-cache.ts'
import { openCache } from './open-cache.ts'
import { openMongo, openStore } from './open-store.ts'
import { StartupError } from './startup-error.ts'

/**
 * Lines are gathered, for half a second at most: to write each one costs more than a cached read.
 * What is left is written when the process ends, unless it is killed.
 */
const LOG = { sync: false, minLength: 4096, periodicFlush: 500 }

export interface RunningServer {
  readonly url: string
  /** Answers what is under way, then frees everything. */
  close(): Promise<void>
}

/**
 * Starts everything a configuration asks for and tells `output`, for a person, where it is.
 * @throws StartupError with one sentence that says what to do.
 */
export async function serve(config: Config, output: Writable): Promise<RunningServer> {
  keepYoung()
  const closers = new Closers()
  try {
    return await start(config, { output, closers })
  } catch (error) {
    await closers.closeAll()
    throw error
  }
}

async function start(
  config: Config,
  { output, closers }: { output: Writable; closers: Closers },
): Promise<RunningServer> {
  const console = consoleFolder(config)
  const metrics = createMetrics()
  const lifecycle = { draining: false }
  const mongo = await openMongo(config)
  closers.add(() => mongo.close())
  const store = await openStore(config, {
    uri: mongo.uri,
    onCommand: (event) => metrics.storeCommand(event),
  })
  closers.add(() => store.close())
  const logger = pino({ level: config.logLevel, base: null }, pino.destination(LOG))
  const caches = await openCache(config, {
    store,
    onEvent: observeCache(metrics),
    warn: (message) => logger.warn(message),
  })
  closers.add(() => caches.close())
  const made = mongo.embedded && !config.adminKey ? embeddedAdminKey(resolve(config.dataDir)) : null
  const adminKey = config.adminKey ?? made?.key
  const app = await buildApp({
    store,
    cache: caches.documents,
    lists: caches.lists,
    changes: caches.changes,
    metrics,
    lifecycle,
    logger,
    version: manifest.version,
    maxDocumentBytes: config.maxDocumentBytes,
    probeOneIn: config.probeOneIn,
    ...(adminKey === undefined ? {} : { adminKey }),
    database: mongo.embedded ? 'embedded' : 'mongodb',
    ...(console === null ? {} : { console }),
    ...accessOptions(config, caches.rates),
  })
  await listen(app, config)
  const url = urlOf(app, config)
  announce(output, { url, config, made, version: manifest.version, console: console !== null })
  return {
    url,
    close: async () => {
      lifecycle.draining = true
      await drain(app, config.shutdownGraceMs)
      await closers.closeAll()
    },
  }
}

async function listen(app: ApiServer, { host, port }: Config): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await app.close()
    throw new StartupError(whyNotListening(error, { host, port }), error)
  }
}

function whyNotListening(error: unknown, at: { host: string; port: number }): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  if (code === 'EADDRINUSE') {
    return `Port ${at.port} on ${at.host} is taken: stop what listens there, or set PORT to another.`
  }
  if (code === 'EACCES') return `This user may not listen on port ${at.port}: set PORT to another.`
  return `Cannot listen on ${at.host}:${at.port} (${code}): correct HOST and PORT.`
}

/** With the port that is listened on, also when any free one was asked for. */
function urlOf(app: ApiServer, { host, port }: Config): string {
  const address = app.server.address()
  const bound = address !== null && typeof address === 'object' ? address.port : port
  const everywhere = host === '0.0.0.0' || host === '::' || host === '127.0.0.1'
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${bound}`
}
