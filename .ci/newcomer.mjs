/**
 * The README's way, step by step, by its own commands: start with nothing configured, look for the
 * console, import a real data set, read, list, change, read again, kill -9, start again. What was acknowledged
 * must be there. Prints how long the starts took.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const DATA = mkdtempSync(join(tmpdir(), 'cstore-newcomer-'))
const MOVIES = join(ROOT, 'apps', 'cli', 'node_modules', 'vega-datasets', 'data', 'movies.json')
const START_LIMIT_MS = 120_000

const environment = { ...process.env, CSTORE_DATA_DIR: DATA, PORT: String(await freePort()) }
const origin = `http://localhost:${environment.PORT}`
const collection = `${origin}/api/v1/collections/movies`

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Resolves when the server says that it is ready. In a process group of its own, to be killed whole. */
function start() {
  const startedMs = performance.now()
  const child = spawn('npm', ['start'], { cwd: ROOT, env: environment, detached: true })
  let output = ''
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`not ready:\n${output}`)), START_LIMIT_MS)
    child.on('exit', () => reject(new Error(`npm start ended:\n${output}`)))
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        const wasReady = output.includes('is ready')
        output += text
        if (wasReady || !output.includes('is ready')) return
        clearTimeout(late)
        console.log(
          `npm start: ready after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
        )
        resolve(child)
      })
    }
  })
}

function killAll(child, signal) {
  const ended = new Promise((resolve) => child.once('close', resolve))
  child.removeAllListeners('exit')
  process.kill(-child.pid, signal)
  return ended
}

async function request(url, { method = 'GET', headers = {}, body } = {}) {
  const key = readFileSync(join(DATA, 'admin-key'), 'utf8').trim()
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  assert.ok(response.ok, `${method} ${url}: ${response.status} ${await response.clone().text()}`)
  return response
}

const json = async (url) => (await request(url)).json()
const list = (query) => json(`${collection}/documents?${new URLSearchParams(query)}`)

let server = await start()
try {
  execFileSync(
    'npm',
    ['run', '-s', 'cstore', '--', 'import', MOVIES, '--collection', 'movies', '--url', origin],
    { cwd: ROOT, env: environment, stdio: 'inherit' },
  )
  const page = await fetch(`${origin}/`)
  const [script] = /\/assets\/[\w.-]+\.js/.exec(await page.text()) ?? []
  assert.equal((await fetch(origin + script)).status, 200, 'the console has no script')

  const comedies = await list({
    filter: '{"Major Genre":"Comedy","IMDB Rating":{"$gte":8}}',
    sort: '-IMDB Rating,Title',
    count: 'true',
  })
  assert.ok(comedies.count > 5)
  const [best] = comedies.documents
  const document = `${collection}/documents/${best.id}`

  const first = await request(document)
  const second = await request(document)
  assert.match(first.headers.get('cache-status'), /fwd=uri-miss; stored/)
  assert.match(second.headers.get('cache-status'), /^cstore; hit/)
  assert.deepEqual(await second.json(), best)

  const patch = { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' } }
  await request(document, { ...patch, body: { seen: true } })
  assert.deepEqual(await json(document), { ...best, seen: true })

  await killAll(server, 'SIGKILL')
  server = await start()
  assert.deepEqual(await json(document), { ...best, seen: true })
  assert.equal((await list({ limit: '1', count: 'true' })).count, 3201)
  console.log('3,201 movies imported, one changed, nothing lost by kill -9')
} finally {
  await killAll(server, 'SIGTERM')
  rmSync(DATA, { recursive: true, force: true })
}
