import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { runLoad } from './run-load.ts'

/** Answers one request at a time, and each only after so long. */
async function slowServer(answerMs: number): Promise<string> {
  const server = createServer((_request, response) => {
    const untilMs = performance.now() + answerMs
    while (performance.now() < untilMs);
    response.end('x')
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('Expected a port')
  return `http://127.0.0.1:${(address satisfies AddressInfo).port}`
}

const common = { requests: [{ path: '/', headers: {} }], connections: 4, seconds: 0.3 }

test('a server that is slower than its clients come keeps them waiting, and that is told', async () => {
  const origin = await slowServer(4)
  // 250 a second are all that it can do.
  const spec = { ...common, origin, refused: false, perSecond: 400 }
  const result = await runLoad(spec)
  expect(result.failures).toBe(0)
  // Of what was sent none waits for more than the four answers of all connections: 16 ms.
  expect(result.p99Ms).toBeGreaterThan(50)
})

test('without a rate every connection is always busy', async () => {
  const origin = await slowServer(0)
  const result = await runLoad({ ...common, origin, refused: false, perSecond: null })
  expect(result.failures).toBe(0)
  expect(result.requests).toBeGreaterThan(20)
})

test('an answer that was not to be expected is a failure', async () => {
  const origin = await slowServer(0)
  const result = await runLoad({ ...common, origin, refused: true, perSecond: 100 })
  expect(result.failures).toBe(result.requests)
})
