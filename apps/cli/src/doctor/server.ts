import { CStoreError, type CStoreClient } from '@cstore/client'
import type { Health } from '@cstore/contracts'
import packageJson from '../../package.json' with { type: 'json' }
import { CliError } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import { connectTo, type ApiClient } from '../server/api-client.ts'
import { findServer, type Server } from '../server/find-server.ts'
import { shownAddress } from '../server/server-address.ts'
import type { ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'
import { fail, ok, warn, type Check } from './check.ts'
import { checkClock } from './clock.ts'

/**
 * A server that runs, if there is one: one that nobody has named need not run.
 * @throws UsageError, FileError when the options name none
 */
export async function checkServer(
  options: ServerOptions,
  context: Context,
): Promise<readonly Check[]> {
  const server = await findServer(options, context.environment)
  try {
    const api = connectTo(server, options, context)
    return await useClient(options, context, (client) => ask({ client, server, api }))
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    return [unreachable(error, server)]
  }
}

interface Asked {
  readonly client: CStoreClient
  readonly server: Server
  /** For what the client does not have. */
  readonly api: ApiClient
}

async function ask({ client, server, api }: Asked): Promise<Check[]> {
  const health = await client.health()
  const askedMs = Date.now()
  const { headers } = await api.open('/api/health/live')
  const answeredMs = Date.now()
  const theirsMs = Date.parse(headers.get('date') ?? '')
  const clock = { theirsMs, askedMs, answeredMs, coarsenessMs: 1000 }
  return [
    ...checkHealth(health, shownAddress(server.url)),
    ...(Number.isNaN(theirsMs) ? [] : [checkClock(clock)]),
    await checkKey(client, server),
  ]
}

function checkHealth({ status, version, checks }: Health, address: string): Check[] {
  const reached = ok('reachable', `CStore ${version} at ${address}`)
  const other = warn(
    'version',
    `this command is ${packageJson.version}, the server ${version}`,
    'Use the command of the same version.',
  )
  return [
    reached,
    ...(version === packageJson.version ? [] : [other]),
    status === 'ok'
      ? ok('health', 'MongoDB and the cache are in use')
      : status === 'degraded'
        ? warn('health', 'the cache is away: everything is read from MongoDB', 'Look at Redis.')
        : fail(
            'health',
            `MongoDB is ${checks.mongodb}, the cache ${checks.cache}`,
            'Look at MongoDB.',
          ),
  ]
}

async function checkKey(client: CStoreClient, { key, keyPlaces }: Server): Promise<Check> {
  if (key === null) {
    return warn(
      'key',
      'there is none here: only collections with publicRead can be read',
      keyPlaces,
    )
  }
  try {
    const { length } = await client.collections()
    const isAdmin = await client.keys.list().then(
      () => true,
      () => false,
    )
    const role = isAdmin ? ' with every right' : ''
    return ok('key', `the key from ${key.source} works${role}; collections it sees: ${length}`)
  } catch (error) {
    if (!(error instanceof CStoreError)) throw error
    const mend = 'Use another, or let an administrator make one: "cstore keys create".'
    return fail('key', `the key from ${key.source} does not work: ${error.detail}`, mend)
  }
}

function unreachable(error: CliError, { url, isNamed }: Server): Check {
  const address = shownAddress(url)
  if (isNamed) return fail('reachable', firstSentence(error), 'Start it, or correct its address.')
  const mend = 'Start one with "cstore serve", or name one: --url, CSTORE_URL or --profile.'
  return warn('reachable', `no server runs at ${address}`, mend)
}

function firstSentence({ message }: CliError): string {
  return message.split('. ', 1)[0]?.replace(/\.$/u, '') ?? message
}
