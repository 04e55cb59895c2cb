/** Where tests get MongoDB from, strongest first. */
import { rm } from 'node:fs/promises'
import type { TestEnvironment } from '../environment.ts'
import { findOnPath } from '../processes/find-on-path.ts'
import { onFreePort } from '../processes/free-port.ts'
import { makeDataDirectory } from '../processes/run-directory.ts'
import { startServerProcess } from '../processes/server-process.ts'
import { addressStrategy } from './address-strategy.ts'
import { reasonOf, type RunningBackend, type Strategy, withVersion } from './backend.ts'
import { containerStrategy } from './container-strategy.ts'
import { mongoVersion } from './server-version.ts'

export function mongoStrategies(environment: TestEnvironment): Strategy[] {
  return [
    addressStrategy({
      variable: 'CSTORE_TEST_MONGODB_URI',
      address: environment.mongodbUri,
      version: mongoVersion,
    }),
    containerStrategy({
      image: environment.mongoImage,
      port: 27_017,
      scheme: 'mongodb',
      version: mongoVersion,
    }),
    mongodOnPath,
    embeddedStandIn,
  ]
}

const mongodOnPath: Strategy = {
  name: 'mongod on PATH',
  attempt: async () => {
    const command = await findOnPath('mongod')
    if (command === null) return { reason: 'there is no mongod on PATH' }
    try {
      return { backend: await startMongod(command) }
    } catch (error) {
      return { reason: `${command} did not start: ${reasonOf(error)}` }
    }
  },
}

async function startMongod(command: string): Promise<RunningBackend> {
  const dataDir = await makeDataDirectory('mongod')
  const { port, server } = await onFreePort(async (free) => ({
    port: free,
    server: await startServerProcess({
      command,
      args: ['--port', String(free), '--bind_ip', '127.0.0.1', '--dbpath', dataDir],
      ready: /waiting for connections/i,
      readyTimeoutMs: 30_000,
    }),
  }))
  const url = `mongodb://127.0.0.1:${port}`
  const close = async (): Promise<void> => {
    await server.end()
    await rm(dataDir, { recursive: true, force: true })
  }
  return withVersion({ name: `mongod on PATH (${command})`, url, close }, mongoVersion)
}

const embeddedStandIn: Strategy = {
  name: 'embedded stand-in (@cstore/embedded-mongo)',
  attempt: async () => {
    try {
      const embedded: { startEmbeddedMongo?: StartEmbeddedMongo } =
        await import('@cstore/embedded-mongo')
      const { startEmbeddedMongo } = embedded
      if (startEmbeddedMongo === undefined) return { reason: 'it is not built yet' }
      return { backend: await startEmbedded(startEmbeddedMongo) }
    } catch (error) {
      return { reason: `it did not start: ${reasonOf(error)}` }
    }
  },
}

async function startEmbedded(start: StartEmbeddedMongo): Promise<RunningBackend> {
  const server = await start({ dataDir: null })
  const close = (): Promise<void> => server.close()
  const name = 'embedded stand-in (@cstore/embedded-mongo), not MongoDB itself'
  return withVersion({ name, url: server.uri, close }, mongoVersion)
}

type StartEmbeddedMongo = (options: {
  dataDir: string | null
}) => Promise<{ readonly uri: string; close(): Promise<void> }>
