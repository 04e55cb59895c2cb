import { access, constants, stat, statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { CStoreClient } from '@cstore/client'
import type { Config } from '@cstore/config'
import type { Environment } from '../environment.ts'
import { profileFile } from '../profiles/profile-file.ts'
import { fail, ok, warn, type Check } from './check.ts'

const MIN_FREE_BYTES = 1024 ** 3

const HEALTH_TIMEOUT_MS = 3000

/** What `cstore serve` needs of this machine. */
export async function checkMachine(
  config: Config,
  environment: Environment,
): Promise<readonly Check[]> {
  return [
    await checkPort(config),
    // The folder belongs to the embedded server.
    ...(config.mongodbUri === undefined ? await checkFolder(config.dataDir) : []),
    ...(await checkSecret('admin key', join(config.dataDir, 'admin-key'))),
    ...(await checkSecret('profiles', profileFile(environment))),
  ]
}

async function checkPort({ host, port }: Config): Promise<Check> {
  if (port === 0) return ok('port', 'any that is free')
  const problem = await whyNotListening(host, port)
  if (problem === null) return ok('port', `${host}:${port} is free`)
  if (problem === 'EADDRINUSE' && (await isCStore(host, port))) {
    return ok('port', `a CStore listens on ${host}:${port}`)
  }
  const taken = `${host}:${port} is taken by another program`
  const detail = problem === 'EADDRINUSE' ? taken : `cannot listen on ${host}:${port} (${problem})`
  return fail('port', detail, 'Stop what listens there, or set HOST and PORT.')
}

/** What listens on every interface listens on that of this machine alone, too. */
async function isCStore(host: string, port: number): Promise<boolean> {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const url = `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}`
  const client = new CStoreClient({ url, retries: 0, timeoutMs: HEALTH_TIMEOUT_MS })
  return client.health().then(
    () => true,
    () => false,
  )
}

/** Null: it would work. */
function whyNotListening(host: string, port: number): Promise<string | null> {
  const server = createServer()
  return new Promise((done) => {
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => done(null)))
  })
}

async function checkFolder(dataDir: string): Promise<Check[]> {
  const folder = resolve(dataDir)
  const there = await nearestThere(folder)
  const isWritable = await access(there, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!isWritable) {
    return [
      fail(
        'data folder',
        `${folder} cannot be written`,
        'Set CSTORE_DATA_DIR, or mend its permissions.',
      ),
    ]
  }
  const { bavail, bsize } = await statfs(there)
  const shown = `${folder}${there === folder ? '' : ' (will be made)'}, ${gibibytes(bavail * bsize)} free`
  return [
    bavail * bsize < MIN_FREE_BYTES
      ? warn('data folder', shown, 'Make room, or set CSTORE_DATA_DIR to another disk.')
      : ok('data folder', shown),
  ]
}

/** The folder itself, or the one in which it would be made. */
async function nearestThere(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  )
  return isThere || folder === dirname(folder) ? folder : nearestThere(dirname(folder))
}

/** A file that only its owner should read, if it is there. */
async function checkSecret(name: string, file: string): Promise<Check[]> {
  const mode = await stat(file).then(
    (about) => about.mode,
    () => null,
  )
  if (mode === null) return []
  if ((mode & 0o077) === 0) return [ok(name, `${file} is for its owner alone`)]
  return [warn(name, `others may read ${file}`, `chmod 600 ${file}`)]
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toLocaleString('en', { maximumFractionDigits: 1 })} GiB`
}
