/** One container of the API: who it is, what it answers, what it needs under load, how it ends. */
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { COLLECTION, documentLines, importDocuments, send, startClients } from './clients.mjs'
import { docker, inspect, stop } from './containers.mjs'
import { LIMITS, startApi } from './topology.mjs'

const DOCUMENTS = 2000
const CLIENTS = 32
const LOAD_MS = 6000
const PATIENCE_MS = 20_000
const MIB = 1024 * 1024
const MEMORY_LIMIT_MIB = 512

export async function tryApi(topology) {
  const api = await startApi('api', topology, LIMITS)
  await looksAsItShould(api)
  await answers(api)
  const load = await bearsLoad(api)
  return `${load}; ${await drains(api)}`
}

async function looksAsItShould({ name }) {
  const inside = (...command) => docker('exec', name, ...command)
  assert.equal(await inside('id', '-u'), '10001')
  assert.match(await inside('node', '--version'), /^v24\./)
  assert.match(await inside('cstore', '--version'), /^\d+\.\d+\.\d+$/)
  await assert.rejects(inside('touch', '/usr/local/lib/cstore/written'), /Read-only file system/)
  assert.equal(await inspect(name, '{{.Config.StopSignal}}'), 'SIGTERM')
  assert.equal(
    await inspect(name, '{{index .Config.Labels "org.opencontainers.image.licenses"}}'),
    'MIT',
  )
}

async function answers({ origin }) {
  await importDocuments(origin, DOCUMENTS)
  // While the machine is busy Redis may be too slow for a moment, and is done without.
  const path = `${COLLECTION}/documents/d-1`
  const isHit = async () => {
    const { headers } = await send(origin, { path })
    return String(headers['cache-status']).startsWith('cstore; hit')
  }
  await until(isHit, 'a hit from Redis')
  const { text } = await send(origin, { path: '/api/health' })
  assert.match(text, /"mongodb":"ok"/)
}

async function until(isSo, what) {
  const late = performance.now() + PATIENCE_MS
  while (!(await isSo())) {
    assert.ok(performance.now() < late, `Expected ${what} within ${PATIENCE_MS} ms`)
    await sleep(100)
  }
}

async function bearsLoad({ name, origin }) {
  const clients = startClients(origin, { clients: CLIENTS, documents: DOCUMENTS, keepAlive: true })
  // The import is what takes most memory.
  const more = sleep(LOAD_MS / 2).then(() => importDocuments(origin, DOCUMENTS * 2))
  await Promise.all([sleep(LOAD_MS), more])
  const seen = await clients.stop()
  assert.deepEqual(seen.failures.slice(0, 5), [])
  assert.equal(seen.stale, 0, 'A client read something older than what it wrote')
  assert.equal(await inspect(name, '{{.State.OOMKilled}} {{.State.Running}}'), 'false true')
  const peakMib =
    (Number(/VmHWM:\s+(\d+) kB/.exec(await docker('exec', name, 'cat', '/proc/1/status'))?.[1]) *
      1024) /
    MIB
  assert.ok(peakMib < MEMORY_LIMIT_MIB * 0.75, `Expected room below the limit, got ${peakMib} MiB`)
  return `API in 512 MiB and 0.5 CPU: ${seen.perSecond} requests/s by ${CLIENTS} clients and an import, none failed, resident set at most ${Math.round(peakMib)} MiB`
}

/** An import that is under way when the container is asked to end is answered, whole. */
async function drains({ name, origin }) {
  const importing = Promise.withResolvers()
  const half = DOCUMENTS / 2
  const answer = send(origin, {
    method: 'POST',
    path: `${COLLECTION}/import`,
    headers: { 'content-type': 'application/x-ndjson' },
    body: (sent) => {
      sent.write(documentLines(0, half))
      importing.promise.then(() => sent.end(documentLines(half, DOCUMENTS)))
    },
  })
  await sleep(500)
  const startedMs = performance.now()
  const stopped = stop(name)
  await sleep(1000)
  assert.equal(
    await inspect(name, '{{.State.Running}}'),
    'true',
    'It ended although a request was under way',
  )
  importing.resolve()
  const { status, text } = await answer
  assert.equal(status, 200, text)
  assert.equal(await stopped, 0, 'Expected exit code 0')
  return `SIGTERM: the import under way was answered, ended with 0 after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`
}
