import { setTimeout as sleep } from 'node:timers/promises'
import type { ApiServer } from './api-server.ts'

/**
 * How long to go on listening so that clients which keep connections open are told, on their
 * next answer, not to use them again: closing such a connection under them would fail a request
 * that is on its way.
 */
const TELL_MS = 1000
const LOOK_MS = 20

/** Ends the server: requests under way are answered, for `graceMs` at most. */
export async function drain(app: ApiServer, graceMs: number): Promise<void> {
  const tellUntilMs = performance.now() + Math.min(TELL_MS, graceMs)
  while (performance.now() < tellUntilMs && (await connections(app)) > 0) await sleep(LOOK_MS)
  const cut = setTimeout(() => app.server.closeAllConnections(), graceMs)
  await app.close()
  clearTimeout(cut)
}

function connections(app: ApiServer): Promise<number> {
  return new Promise((resolve) => {
    app.server.getConnections((error, count) => resolve(error ? 0 : count))
  })
}
