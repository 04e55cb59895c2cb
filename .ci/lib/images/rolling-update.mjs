/**
 * Three containers are replaced one by one under load, as a Deployment does: a new one gets requests when it is ready, an
 * old one gets none any more before it is told to end. No request may fail, no read be stale.
 */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { importDocuments, startClients } from './clients.mjs'
import { stop } from './containers.mjs'
import { startReadyProxy } from './ready-proxy.mjs'
import { startApi } from './topology.mjs'

const REPLICAS = 3
const DOCUMENTS = 500
const CLIENTS = 12
/** In place of the five seconds of a pod's `preStop`. */
const LEAVING_MS = 500

export async function tryRollingUpdate(topology) {
  const start = (age) => (_, index) => startApi(`${age}-${index}`, topology)
  const serving = await Promise.all(Array.from({ length: REPLICAS }, start('old')))
  const proxy = await startReadyProxy(serving)
  await importDocuments(proxy.origin, DOCUMENTS)
  const clients = startClients(proxy.origin, {
    clients: CLIENTS,
    documents: DOCUMENTS,
    keepAlive: true,
  })
  const startedMs = performance.now()
  for (let index = 0; index < REPLICAS; index += 1) {
    serving.push(await start('new')(null, index))
    const leaving = serving.shift()
    await sleep(LEAVING_MS)
    assert.equal(await stop(leaving.name), 0, `Expected ${leaving.name} to end with 0`)
  }
  const tookMs = performance.now() - startedMs
  const seen = await clients.stop()
  proxy.close()
  assert.deepEqual(seen.failures.slice(0, 5), [])
  assert.equal(seen.stale, 0, 'A client read something older than what it wrote')
  return `Rolling update of ${REPLICAS}: ${seen.requests} requests in ${(tookMs / 1000).toFixed(0)} s, none failed, none stale`
}
