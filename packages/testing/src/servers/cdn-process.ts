/**
 * The CDN: nginx with the configuration that is shipped (docker/cdn), begun by its own script and by
 * a user without rights. Only what a machine that runs many of them cannot give to each is replaced:
 * ports, the folder that is served, the folder for its own files, and where requests are logged.
 */
import { chmod, chown, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onFreePort } from '../processes/free-port.ts'
import { makeDataDirectory } from '../processes/run-directory.ts'
import { startServerProcess } from '../processes/server-process.ts'
import { TestingError } from '../testing-errors.ts'

export interface CdnOptions {
  /** The folder that was published into. */
  readonly root: string
  /** As CSTORE_API_ORIGIN. */
  readonly apiOrigin?: string
  /** Without the modules that this nginx could load. */
  readonly withoutModules?: true
}

export interface CdnServer {
  readonly origin: string
  /** Where `stub_status` is. */
  readonly statusOrigin: string
  readonly pid: number
  /** Content codings that it serves copies in. */
  readonly encodings: readonly string[]
  /** The lines that were logged for requests so far; they come a second late. */
  accessLog(): Promise<string>
  stop(): Promise<void>
}

const shipped = fileURLToPath(new URL('../../../../docker/cdn', import.meta.url))
/** `nobody`: owns nothing. */
const nobody = { uid: 65_534, gid: 65_534 }

export async function startCdnProcess(nginx: string, options: CdnOptions): Promise<CdnServer> {
  const directory = await makeDataDirectory('cdn')
  const started = await onFreePort((port) =>
    onFreePort(async (statusPort) => {
      await writeConfiguration(directory, { ...options, port, statusPort })
      return { port, statusPort, server: await start(directory, { nginx, options }) }
    }),
  )
  const { port, statusPort, server } = started
  return {
    origin: `http://127.0.0.1:${port}`,
    statusOrigin: `http://127.0.0.1:${statusPort}`,
    pid: server.pid,
    encodings: await servedEncodings(join(directory, 'own', 'cdn')),
    accessLog: () => readFile(join(directory, 'own', 'access.log'), 'utf8'),
    stop: async () => {
      await server.end()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** What the script has found out. */
async function servedEncodings(own: string): Promise<string[]> {
  const names = await readdir(own)
  return [
    ...(names.includes('zstd_static.conf') ? ['zstd'] : []),
    ...(names.includes('brotli_static.conf') ? ['br'] : []),
    'gzip',
  ]
}

async function start(
  directory: string,
  { nginx, options }: { nginx: string; options: CdnOptions },
) {
  return startServerProcess({
    command: join(directory, 'configuration', 'start'),
    args: [],
    ready: /start worker processes/,
    env: { PATH: `${dirname(nginx)}:/usr/bin:/bin`, CSTORE_API_ORIGIN: options.apiOrigin ?? '' },
    ownGroup: true,
    ...(isRoot() ? nobody : {}),
  })
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

interface Places extends CdnOptions {
  readonly port: number
  readonly statusPort: number
}

async function writeConfiguration(directory: string, places: Places): Promise<void> {
  const [configuration, own] = [join(directory, 'configuration'), join(directory, 'own')]
  await rm(configuration, { recursive: true, force: true })
  await cp(shipped, configuration, { recursive: true })
  await mkdir(own, { recursive: true })
  await chmod(directory, 0o755)
  if (isRoot()) await chown(own, nobody.uid, nobody.gid)
  const missing = new Set(replacements(own, places).map(([from]) => from))
  for (const name of await readdir(configuration)) {
    const file = join(configuration, name)
    let text = await readFile(file, 'utf8')
    for (const [from, to] of replacements(own, places)) {
      if (text.includes(from)) missing.delete(from)
      text = text.replaceAll(from, to)
    }
    await writeFile(file, text)
  }
  if (missing.size === 0) return
  throw new TestingError(
    'CSTORE_TESTING_CDN_CONFIGURATION',
    `Expected ${[...missing].join(', ')} in the configuration of the CDN.`,
  )
}

function replacements(own: string, places: Places): [from: string, to: string][] {
  const { root, port, statusPort, withoutModules } = places
  return [
    ['/srv/cstore', root],
    ['/tmp/cstore-cdn', join(own, 'cdn')],
    ['/dev/stdout', join(own, 'access.log')],
    ['listen 8080 ', `listen 127.0.0.1:${port} `],
    ['[::]:8080 ', `[::1]:${port} `],
    ['127.0.0.1:8081', `127.0.0.1:${statusPort}`],
    ['/etc/nginx/modules-enabled', withoutModules ? own : '/etc/nginx/modules-enabled'],
  ]
}
