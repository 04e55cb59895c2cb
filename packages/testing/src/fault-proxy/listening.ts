import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

export const loopback = '127.0.0.1'

/** Port 0 is any free port. Half-open connections are passed on as such. */
export async function listen(port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true })
  server.listen(port, loopback)
  await once(server, 'listening')
  return server
}

export function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string')
    throw new TypeError('Expected a listening TCP server')
  return address.port
}
