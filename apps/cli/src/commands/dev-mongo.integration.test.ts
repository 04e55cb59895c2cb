import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { firstOutput, runCstore, startCstore } from '../test-support/run-cstore.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cstore-mongo-'))
})
afterEach(() => rm(cwd, { recursive: true }))

const START = ['dev-mongo', '--port', '0', '--data', 'data']

it('prints the address of a server on the loopback interface and stops at SIGTERM', async () => {
  const { child, ended } = startCstore(START, { cwd })
  const address = new URL((await firstOutput(child, /^mongodb:\S+/u)).trim())
  expect(address.hostname).toBe('127.0.0.1')
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(address.port), address.hostname, () => {
      socket.destroy()
      resolve()
    }).on('error', reject)
  })
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ exitCode: 0, stderr: '' })
})

it('says in one line that a port or a folder is taken', async () => {
  const { child, ended } = startCstore(START, { cwd })
  const { port } = new URL((await firstOutput(child, /^mongodb:\S+/u)).trim())
  const oneLine = expect.stringMatching(/^[^\n]+\n$/u)
  const [samePort, sameFolder] = await Promise.all([
    runCstore(['dev-mongo', '--port', port], { cwd }),
    runCstore(START, { cwd }),
  ])
  expect(samePort).toMatchObject({ exitCode: 1, stdout: '', stderr: oneLine })
  expect(sameFolder).toMatchObject({ exitCode: 1, stdout: '', stderr: oneLine })
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ exitCode: 0 })
})
