import { expect, it } from 'vitest'
import { startServerProcess } from './server-process.ts'

const node = process.execPath

it('is ready when the log says so, and is gone after its end', async () => {
  const server = await startServerProcess({
    command: node,
    args: ['-e', 'console.log("listening now"); setInterval(() => {}, 1000)'],
    ready: /listening/,
  })
  expect(process.kill(server.pid, 0)).toBe(true)
  await server.end()
  expect(() => process.kill(server.pid, 0)).toThrow(/ESRCH/)
})

it('ends a server that is stopped', async () => {
  const server = await startServerProcess({
    command: node,
    args: ['-e', 'console.log("listening"); setInterval(() => {}, 1000)'],
    ready: /listening/,
  })
  server.kill('SIGSTOP')
  await server.end()
  expect(() => process.kill(server.pid, 0)).toThrow(/ESRCH/)
})

it('tells with its last words why a server ended before it was ready', async () => {
  const start = startServerProcess({ command: '/bin/false', args: [], ready: /listening/ })
  await expect(start).rejects.toThrow(/ended with 1 before it was ready/)
  const spoken = startServerProcess({
    command: node,
    args: ['-e', 'console.error("bad setting"); process.exit(3)'],
    ready: /listening/,
  })
  await expect(spoken).rejects.toThrow(/ended with 3 before it was ready.*\nbad setting/)
})

it('says that a program could not be started', async () => {
  const start = startServerProcess({ command: '/no/such/program', args: [], ready: /listening/ })
  await expect(start).rejects.toThrow('/no/such/program could not be started')
})

it('ends a server that is not ready in time', async () => {
  const start = startServerProcess({
    command: node,
    args: ['-e', 'setInterval(() => {}, 1000)'],
    ready: /listening/,
    readyTimeoutMs: 50,
  })
  await expect(start).rejects.toThrow(/was not ready after 50 ms/)
})
