/**
 * What a Service and an ingress do together: passes each request to one of the processes that are ready, in turn. Who is
 * ready is a list that the caller changes; requests under way at one that leaves go on. Nothing is sent twice.
 */
import { Agent, createServer, request } from 'node:http'
import { once } from 'node:events'

export async function startReadyProxy(ready) {
  const agent = new Agent({ keepAlive: true })
  let turn = 0
  const server = createServer((asked, answer) => {
    const { origin } = ready[(turn += 1) % ready.length]
    const passed = request(new URL(asked.url, origin), {
      method: asked.method,
      headers: asked.headers,
      agent,
    })
    passed.on('response', (came) => {
      const { connection: _, ...headers } = came.headers
      answer.writeHead(came.statusCode, headers)
      came.pipe(answer)
    })
    passed.on('error', (error) => {
      if (answer.headersSent) answer.destroy()
      else answer.writeHead(502).end(error.message)
    })
    asked.pipe(passed)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
      agent.destroy()
    },
  }
}
