import { join, resolve } from 'node:path'
import type { Config } from '@cstore/config'
import {
  connectStore,
  StoreError,
  StoreUnavailableError,
  type Store,
  type StoreOptions,
} from '@cstore/store'
import { StartupError } from './startup-error.ts'

const CONNECT_TIMEOUT_MS = 5000

export interface OpenMongo {
  readonly uri: string
  readonly embedded: boolean
  close(): Promise<void>
}

/** The MongoDB of the configuration; without one, the embedded server on the data folder. */
export async function openMongo({ mongodbUri, dataDir }: Config): Promise<OpenMongo> {
  if (mongodbUri !== undefined) {
    return { uri: mongodbUri, embedded: false, close: () => Promise.resolve() }
  }
  // Only here, so that a deployment with MongoDB never loads it.
  const { startEmbeddedMongo } = await import('@cstore/embedded-mongo')
  try {
    const server = await startEmbeddedMongo({ dataDir: join(resolve(dataDir), 'mongo') })
    return { uri: server.uri, embedded: true, close: () => server.close() }
  } catch (error) {
    throw new StartupError(
      error instanceof Error ? error.message : 'The embedded server cannot start.',
      error,
    )
  }
}

export async function openStore(
  { database, maxTimeMs }: Config,
  { uri, onCommand }: { uri: string; onCommand: NonNullable<StoreOptions['onCommand']> },
): Promise<Store> {
  try {
    return await connectStore({
      uri,
      database,
      maxTimeMs,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      onCommand,
    })
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    throw new StartupError(whyNotConnected(error, uri), error)
  }
}

function whyNotConnected(error: StoreError, uri: string): string {
  if (!(error instanceof StoreUnavailableError)) return error.message
  const seconds = CONNECT_TIMEOUT_MS / 1000
  return `MongoDB at ${hosts(uri)} did not answer within ${seconds} s: start it, or correct MONGODB_URI.`
}

/** The part of an address that may be shown: neither user, password nor options. */
function hosts(uri: string): string {
  const afterScheme = uri.replace(/^mongodb(\+srv)?:\/\//, '')
  const authority = afterScheme.split(/[/?]/, 1)[0] ?? ''
  return authority.slice(authority.lastIndexOf('@') + 1)
}
