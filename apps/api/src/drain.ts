/**
 * Ends a server without failing a request. Closing a connection under a client that keeps it
 * open would fail a request on its way, so clients are told first (`Connection: close` on every
 * answer), then nobody new is let in, and what is left is closed only when it is idle.
 */
import { Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiServer } from './api-server.ts'

/** How long clients are told before the port closes. */
const TELL_MS = 1000
/** A connection that was accepted last has this long to send its request. */
const LAST_REQUEST_MS = 250
const LOOK_MS = 20

/** Requests under way are answered, for `graceMs` at most. */
export async function drain(app: ApiServer, graceMs: number): Promise<void> {
  const endMs = performance.now() + graceMs
  await waitUntilEmpty(app, Math.min(endMs, performance.now() + TELL_MS))
  // `http.Server.close` would also cut connections whose first request is still on its way.
  Server.prototype.close.call(app.server)
  await waitUntilEmpty(app, Math.min(endMs, performance.now() + LAST_REQUEST_MS))
  while (performance.now() < endMs && (await connections(app)) > 0) {
    app.server.closeIdleConnections()
    await sleep(LOOK_MS)
  }
  app.server.closeAllConnections()
  await app.close()
}

async function waitUntilEmpty(app: ApiServer, untilMs: number): Promise<void> {
  while (performance.now() < untilMs && (await connections(app)) > 0) await sleep(LOOK_MS)
}

function connections(app: ApiServer): Promise<number> {
  return new Promise((resolve) => {
    app.server.getConnections((error, count) => resolve(error ? 0 : count))
  })
}
