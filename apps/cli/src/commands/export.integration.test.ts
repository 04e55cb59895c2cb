import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCstore, startCstore, type Ran } from '../test-support/run-cstore.ts'
import { problem, StandInApi } from '../test-support/stand-in-api.ts'

let api: StandInApi
let folder: string
const NDJSON = '{"id":"a"}\n{"id":"b"}\n'

beforeEach(async () => {
  api = await StandInApi.start()
  api.documents.set('a', { id: 'a' }).set('b', { id: 'b' })
  folder = await mkdtemp(join(tmpdir(), 'cstore-export-'))
})
afterEach(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

const exportWith = (...args: string[]): Promise<Ran> =>
  runCstore(['export', '--collection', 'c', '--url', api.url, ...args], { cwd: folder })

describe('export', () => {
  it('writes a file and nothing beside it', async () => {
    const { exitCode, stdout, stderr } = await exportWith('--output', 'out.ndjson', '--json')
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^c: 2 documents exported in \d+\.\d s\.\n$/u)
    expect(JSON.parse(stdout)).toMatchObject({ collection: 'c', documents: 2, file: 'out.ndjson' })
    expect(await readdir(folder)).toEqual(['out.ndjson'])
    expect(await readFile(join(folder, 'out.ndjson'), 'utf8')).toBe(NDJSON)
  })

  it('writes to standard output', async () => {
    expect(await exportWith('--quiet')).toEqual({ exitCode: 0, stdout: NDJSON, stderr: '' })
  })

  it('compresses a file whose name ends in .gz', async () => {
    expect(await exportWith('--output', 'out.gz')).toMatchObject({ exitCode: 0 })
    expect(gunzipSync(await readFile(join(folder, 'out.gz'))).toString()).toBe(NDJSON)
  })

  it('leaves no file behind when the connection is cut', async () => {
    api.takeover = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      response.write(NDJSON, () => response.destroy())
      return true
    }
    const { exitCode, stderr } = await exportWith('--output', 'out.ndjson')
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^No whole answer from http:\S+: the connection broke/u)
    expect(await readdir(folder)).toEqual([])
  })

  it('goes on where it was cut off, when told to', async () => {
    const cutOff = '{"id":"a"}\n{"id":"b","te'
    api.takeover = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      response.write(cutOff, () => response.destroy())
      return true
    }
    const resumed = ['--output', 'out.ndjson', '--resume']
    expect(await exportWith(...resumed)).toMatchObject({ exitCode: 2 })
    expect(await readdir(folder)).toEqual(['out.ndjson.part'])
    api.takeover = () => false
    api.documents.set('c', { id: 'c' })
    const { exitCode, stderr } = await exportWith(...resumed)
    expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/3 documents exported/u)])
    expect(api.requests.at(-1)?.url).toMatch(/export\?after=a$/u)
    expect(await readdir(folder)).toEqual(['out.ndjson'])
    expect(await readFile(join(folder, 'out.ndjson'), 'utf8')).toBe(`${NDJSON}{"id":"c"}\n`)
  })

  it('resumes what it can only', async () => {
    await writeFile(join(folder, 'out.part'), 'something else\n')
    expect(await exportWith('--output', 'out', '--resume')).toMatchObject({
      exitCode: 2,
      stderr: 'Cannot go on with out.part: its last line is no document. Remove the file.\n',
    })
    for (const to of [[], ['--output', 'out.gz']]) {
      expect(await exportWith(...to, '--resume')).toMatchObject({ exitCode: 2, stdout: '' })
    }
    expect(api.requests.filter(({ url }) => url.includes('export'))).toEqual([])
  })

  it('keeps the file of an earlier export when a later one fails', async () => {
    await exportWith('--output', 'out.ndjson')
    api.takeover = (_request, response) => problem(response, 404, 'There is no such collection.')
    expect(await exportWith('--output', 'out.ndjson')).toMatchObject({
      exitCode: 2,
      stderr: 'The server answered 404: There is no such collection.\n',
    })
    expect(await readFile(join(folder, 'out.ndjson'), 'utf8')).toBe(NDJSON)
  })

  it('says why it cannot write, and what is no CStore', async () => {
    expect(await exportWith('--output', join('nowhere', 'out'))).toMatchObject({
      exitCode: 2,
      stderr: `Cannot write ${join('nowhere', 'out')}: there is no such file or folder.\n`,
    })
    expect(await exportWith('--output', '.')).toMatchObject({
      exitCode: 2,
      stderr: 'Cannot write .: it is a folder.\n',
    })
    api.takeover = (_request, response) => {
      response.end('<html>')
      return true
    }
    expect(await exportWith()).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('answered, but not as CStore does'),
    })
  })

  it('wants a file for the documents when standard output holds the summary', async () => {
    expect(await exportWith('--json')).toMatchObject({ exitCode: 2, stdout: '' })
    expect(api.requests).toEqual([])
  })

  it('stops at SIGTERM without a half file', async () => {
    const begun = new Promise<void>((resolve) => {
      api.takeover = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/x-ndjson' })
        response.write(NDJSON, () => resolve())
        return true
      }
    })
    const args = ['export', '--collection', 'c', '--url', api.url, '--output', 'out']
    const { child, ended } = startCstore(args, { cwd: folder })
    await begun
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({
      exitCode: 143,
      stderr: 'Stopped: the export is not complete.\n',
    })
    expect(await readdir(folder)).toEqual([])
  })
})
