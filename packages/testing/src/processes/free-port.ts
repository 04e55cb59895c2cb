import { createServer } from 'node:net'
import { ServerStartError } from '../testing-errors.ts'

const attempts = 5

/**
 * Starts something on a free port of 127.0.0.1. Another process may take the port between
 * choosing and using it; then another port is tried.
 */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start(await freePort())
    } catch (error) {
      const taken =
        error instanceof ServerStartError && /in use|already allocated/i.test(error.message)
      if (!taken || attempt === attempts) throw error
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (address === null || typeof address === 'string')
          reject(new Error('Expected a TCP address from a listening server'))
        else resolve(address.port)
      })
    })
  })
}
