/** The embedded server, for other containers to reach: it listens at the loopback address only, so this passes on. */
import { connect, createServer } from 'node:net'
import { startEmbeddedMongo } from '../../../packages/embedded-mongo/src/index.ts'

const { port } = await startEmbeddedMongo({ dataDir: null })
createServer((from) => {
  const to = connect(port, '127.0.0.1')
  from.on('error', () => to.destroy())
  to.on('error', () => from.destroy())
  from.pipe(to).pipe(from)
}).listen(27017, '0.0.0.0')
process.on('SIGTERM', () => process.exit(0))
