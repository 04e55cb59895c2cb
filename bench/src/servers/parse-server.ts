/**
 * Parse Server is 180 MB: it is installed when it is first measured, into a folder that is kept, from
 * `bench/parse-server`, where its versions are pinned.
 */
import { execFile } from 'node:child_process'
import { access, copyFile, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import {
  findOnPath,
  makeDataDirectory,
  onFreePort,
  startServerProcess,
} from '@cstore/testing/standalone'
import { BenchError } from '../bench-errors.ts'
import type { CollectionData } from '../data/dataset.ts'
import { documentAt } from '../data/documents.ts'
import type { PlannedRequest } from '../load/load.ts'
import { type Contender, type ContenderOptions, programFile } from './contender.ts'

const PINNED = resolve(import.meta.dirname, '..', '..', 'parse-server')
const CACHE = resolve(import.meta.dirname, '..', '..', '.cache', 'parse-server')
const INSTALL_TIMEOUT_MS = 300_000
const READY_TIMEOUT_MS = 60_000
const APPLICATION = { 'x-parse-application-id': 'bench' }
const FILLED_AT_ONCE = 20

export async function startParseServer(
  title: string,
  { backends, closers }: ContenderOptions,
): Promise<Contender> {
  await install()
  const uri = new URL(backends.mongoUri)
  uri.pathname = '/parse'
  const cwd = await makeDataDirectory('parse-server')
  const server = await onFreePort((port) =>
    startServerProcess({
      command: process.execPath,
      args: [programFile('parse-server'), CACHE, uri.href, String(port)],
      ready: /ready at (\S+)/,
      readyTimeoutMs: READY_TIMEOUT_MS,
      env: {},
      cwd,
    }),
  )
  closers.add(() => server.end())
  const filled = new Set<string>()
  return {
    title,
    origin: server.said,
    pid: server.pid,
    translate,
    prepare: async (data) => {
      if (filled.has(data.name)) return
      filled.add(data.name)
      await fill(server.said, data)
    },
  }
}

/** @throws BenchError where packages cannot be had */
async function install(): Promise<void> {
  const installed = await access(join(CACHE, 'node_modules', 'parse-server')).then(
    () => true,
    () => false,
  )
  if (installed) return
  const pnpm = await findOnPath('pnpm')
  if (pnpm === null) throw new BenchError('Expected pnpm on PATH, to install Parse Server.')
  await mkdir(CACHE, { recursive: true })
  for (const file of ['package.json', 'pnpm-lock.yaml']) {
    await copyFile(join(PINNED, file), join(CACHE, file))
  }
  const args = ['install', '--frozen-lockfile', '--ignore-workspace', '--ignore-scripts']
  try {
    await promisify(execFile)(pnpm, args, { cwd: CACHE, timeout: INSTALL_TIMEOUT_MS })
  } catch (cause) {
    throw new BenchError('Parse Server could not be installed.', { cause })
  }
}

function translate(request: PlannedRequest): PlannedRequest {
  const [, collection = '', id = ''] =
    /collections\/([^/]+)\/documents\/(.+)$/.exec(request.path) ?? []
  const { authorization: _, ...headers } = request.headers
  return {
    ...request,
    path: `/parse/classes/${collection}/${id}`,
    headers: { ...headers, ...APPLICATION },
  }
}

async function fill(origin: string, { name, bytes, indexes }: CollectionData): Promise<void> {
  const headers = { ...APPLICATION, 'content-type': 'application/json' }
  const create = async (index: number): Promise<void> => {
    const { id: objectId, ...fields } = documentAt(index, bytes)
    const body = JSON.stringify({ objectId, ...fields })
    const answer = await fetch(`${origin}/parse/classes/${name}`, { method: 'POST', headers, body })
    if (!answer.ok) throw new BenchError(`Parse Server: ${answer.status} ${await answer.text()}`)
  }
  // The first one makes the class.
  await Promise.all(indexes.slice(0, 1).map(create))
  for (let start = 1; start < indexes.length; start += FILLED_AT_ONCE) {
    await Promise.all(indexes.slice(start, start + FILLED_AT_ONCE).map(create))
  }
}
