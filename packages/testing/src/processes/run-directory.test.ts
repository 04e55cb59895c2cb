import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { closeRunDirectory, recordProcess } from './run-directory.ts'

const variable = 'CSTORE_TEST_RUN_DIR'
let directory: string
let server: ChildProcess
let exited: Promise<unknown>

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cstore-unit-'))
  process.env[variable] = directory
  server = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  exited = once(server, 'exit')
})

afterEach(async () => {
  server.kill('SIGKILL')
  delete process.env[variable]
  await rm(directory, { recursive: true, force: true })
})

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new TypeError('Expected a process that was started')
  return pid
}

it('kills what is still recorded and removes everything', async () => {
  await recordProcess(pidOf(server))
  expect(await closeRunDirectory(directory)).toBe(1)
  expect(await exited).toEqual([null, 'SIGKILL'])
  await expect(readdir(directory)).rejects.toThrow(/ENOENT/)
})

it('spares a process that only has the id of one that was recorded', async () => {
  await writeFile(join(directory, `${pidOf(server)}.pid`), 'another start time')
  expect(await closeRunDirectory(directory)).toBe(0)
  expect(server.kill(0)).toBe(true)
})

it('has nothing to do for a directory that is gone', async () => {
  await rm(directory, { recursive: true })
  expect(await closeRunDirectory(directory)).toBe(0)
})
