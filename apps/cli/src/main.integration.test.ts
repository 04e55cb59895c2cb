import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { runCstore } from './test-support/run-cstore.ts'

let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cstore-main-'))
})
afterAll(() => rm(cwd, { recursive: true }))

describe('cstore', () => {
  it('prints its version', async () => {
    expect(await runCstore(['--version'], { cwd })).toEqual({
      exitCode: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    })
  })

  it('knows no other commands', async () => {
    expect(await runCstore(['imprt'], { cwd })).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining("unknown command 'imprt'"),
    })
  })
})

describe('serve', () => {
  it('names every problem of the settings at once, without a stack trace', async () => {
    const environment = { PORT: 'x', CSTORE_LOG_LEVEL: 'loud' }
    const { exitCode, stdout, stderr } = await runCstore(['serve'], { cwd, environment })
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toMatch(/^Expected PORT to be .*\nExpected CSTORE_LOG_LEVEL to be .*\n$/u)
  })
})
