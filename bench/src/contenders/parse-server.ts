/**
 * Parse Server, a product that does what CStore does. Arguments: the folder where it is installed,
 * addresses of MongoDB, a free port.
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'

interface Parse {
  readonly ParseServer: { startApp(options: object): Promise<unknown> }
}
interface Adapter {
  readonly MongoStorageAdapter: { readonly prototype: { ensureIndex: () => Promise<void> } }
}

const ADAPTER = 'parse-server/lib/Adapters/Storage/Mongo/MongoStorageAdapter'
const [, , folder = '', databaseURI = '', port = ''] = process.argv
const load = createRequire(join(folder, 'package.json'))
const { ParseServer }: Parse = load('parse-server')
const { MongoStorageAdapter }: Adapter = load(ADAPTER)
// The embedded server has neither collations nor TTL indexes. Those that Parse Server asks for are of
// its users and of repeated requests, which are not measured.
MongoStorageAdapter.prototype.ensureIndex = () => Promise.resolve()

const origin = `http://127.0.0.1:${port}`
await ParseServer.startApp({
  databaseURI,
  appId: 'bench',
  masterKey: 'master-key-of-the-benchmark',
  serverURL: `${origin}/parse`,
  mountPath: '/parse',
  host: '127.0.0.1',
  port: Number(port),
  allowClientClassCreation: true,
  allowCustomObjectId: true,
  logLevel: 'error',
  logsFolder: null,
  silent: true,
})
process.stdout.write(`ready at ${origin}\n`)
