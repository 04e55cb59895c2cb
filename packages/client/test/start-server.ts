import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import {
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url))
export const ADMIN_KEY = 'an-admin-key-for-tests'

export interface RunningServer extends AsyncDisposable {
  readonly url: string
}

/** The server as it is started by `cstore serve`, with the embedded database in a folder of its own. */
export async function startServer(
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const cwd = await mkdtemp(join(tmpdir(), 'cstore-client-'))
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    cwd,
    env: { PORT: '0', CSTORE_ADMIN_KEY: ADMIN_KEY, CSTORE_LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
    await rm(cwd, { recursive: true })
  }
  let output = ''
  for await (const chunk of child.stdout) {
    output += String(chunk)
    const url = /(http:\S+)\/api\/v1\n/.exec(output)?.[1]
    if (url !== undefined) return { url, [Symbol.asyncDispose]: stop }
  }
  await stop()
  throw new Error(`The server ended before it said where it is: ${output}`)
}

/** Passes requests on, and instead of the next `losses` answers breaks the connection; streams go through. */
export class LossyProxy implements AsyncDisposable {
  losses = 0
  readonly seen: string[] = []
  readonly url: string
  readonly #close: () => Promise<void>

  /** Breaks every connection that there is. */
  readonly cut: () => void

  private constructor(url: string, server: Server) {
    this.url = url
    this.cut = () => server.closeAllConnections()
    this.#close = async () => {
      this.cut()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    }
  }

  static async start(target: string): Promise<LossyProxy> {
    const server = createServer(
      (incoming, outgoing) => void proxy.#pass(incoming, outgoing, target),
    )
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const proxy = new LossyProxy(`http://127.0.0.1:${port}`, server)
    return proxy
  }

  async #pass(incoming: IncomingMessage, outgoing: ServerResponse, target: string): Promise<void> {
    const { method = 'GET', url = '', headers } = incoming
    this.seen.push(method)
    const body = await buffer(incoming)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(target + url, { method, headers }, resolve)
        .on('error', reject)
        .end(body)
    })
    if (/event-stream/.test(answer.headers['content-type'] ?? '')) {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      outgoing.once('close', () => answer.destroy())
      return void answer.pipe(outgoing)
    }
    const bytes = await buffer(answer)
    if (this.losses-- > 0) return void outgoing.destroy()
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(bytes)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close()
  }
}
