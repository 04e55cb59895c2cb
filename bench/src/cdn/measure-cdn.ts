/** nginx with the configuration that is shipped, beside nginx with as little as possible, over the same file. */
import { findNginx, startCdnProcess } from '@cstore/testing/standalone'
import { BenchError } from '../bench-errors.ts'
import type { Closers } from '../closers.ts'
import type { LoadGenerator } from '../load/load.ts'
import { resultTable } from '../report/markdown.ts'
import { preamble } from '../report/preamble.ts'
import { measure } from '../rounds.ts'
import type { Contender } from '../servers/contender.ts'
import type { Target } from '../target.ts'
import { startMinimalNginx } from './minimal-nginx.ts'
import { type PublishedSite, publishSite } from './published-site.ts'

export interface CdnRunOptions {
  readonly load: LoadGenerator
  readonly connections: number
  readonly rounds: number
  readonly pacedRounds: number
  readonly seconds: number
  readonly warmUpSeconds: number
  readonly say: (what: string) => void
}

const ACCEPTED = ['identity', 'gzip'] as const
type Accepted = (typeof ACCEPTED)[number]

export async function measureCdn(options: CdnRunOptions, closers: Closers): Promise<string> {
  const nginx = await findNginx()
  if (nginx === null) throw new BenchError('Expected nginx on PATH: install it.')
  const site = await publishSite()
  const cdn = await startCdnProcess(nginx, { root: site.target })
  closers.add(() => cdn.stop())
  const shipped = { title: 'nginx, as shipped', origin: cdn.origin, pid: cdn.pid }
  const tables = [
    preamble('The CDN beside a minimal nginx', { ...options, load: options.load.name }),
  ]
  for (const accepted of ACCEPTED) {
    const minimal = { root: site.target, withCopies: accepted === 'gzip', withLog: true }
    const silent = { ...minimal, withLog: false }
    const servers = [
      await startMinimalNginx(nginx, { options: minimal, closers }),
      await startMinimalNginx(nginx, { options: silent, closers }),
      shipped,
    ]
    const targets = await Promise.all(
      servers.map((server, index) => {
        return makeTarget(server, { site, accepted, isReference: index === 0 })
      }),
    )
    const measurements = await measure(targets, {
      ...options,
      onProgress: (what) => options.say(`cdn, ${accepted}, ${what}`),
    })
    const size = `${Math.round(site.bytes / 1000)} kB`
    tables.push(resultTable({ title: `Hashed file, ${size}, ${accepted}`, measurements }))
  }
  return tables.join('\n')
}

interface TargetOptions {
  readonly site: PublishedSite
  readonly accepted: Accepted
  readonly isReference: boolean
}

async function makeTarget(
  server: Contender,
  { site, accepted, isReference }: TargetOptions,
): Promise<Target> {
  const request = { path: site.script, headers: { 'accept-encoding': accepted } }
  const answer = await fetch(server.origin + request.path, { headers: request.headers })
  const { byteLength } = await answer.arrayBuffer()
  const encoding = answer.headers.get('content-encoding') ?? 'identity'
  if (answer.status !== 200 || byteLength !== site.bytes || encoding !== accepted) {
    throw new BenchError(
      `Expected 200 with ${site.bytes} bytes as ${accepted} from ${server.title}, got ${answer.status} with ${byteLength} as ${encoding}.`,
    )
  }
  const { title } = server
  const expected = { status: 200, bytes: site.bytes }
  return { key: title, title, isReference, server, requests: [request], expected }
}
