import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runCstore, startCstore, type Ran } from '../test-support/run-cstore.ts'
import { parseDocument, problem, StandInApi } from '../test-support/stand-in-api.ts'

let api: StandInApi
let folder: string

beforeEach(async () => {
  api = await StandInApi.start()
  folder = await mkdtemp(join(tmpdir(), 'cstore-import-'))
})
afterEach(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

const lines = (count: number, from = 1): string =>
  Array.from({ length: count }, (_, at) => `{"id":"d${from + at}"}\n`).join('')

async function importText(text: string | Buffer, ...args: string[]): Promise<Ran> {
  const file = join(folder, args.includes('gz') ? 'in.gz' : 'in.json')
  await writeFile(file, text)
  return importFile(file, ...args.filter((arg) => arg !== 'gz'))
}

function importFile(file: string, ...args: string[]): Promise<Ran> {
  const common = ['import', file, '--collection', 'c', '--url', api.url]
  return runCstore([...common, ...args], { cwd: folder })
}

describe('import', () => {
  it('sends NDJSON in bounded requests and exits with 0', async () => {
    const { exitCode, stdout, stderr } = await importText(lines(2500), '--json')
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: expect.stringContaining('2,500 inserted, 0 replaced, 0 failed'),
    })
    expect(JSON.parse(stdout)).toMatchObject({
      collection: 'c',
      complete: true,
      documents: 2500,
      inserted: 2500,
      through: { line: 2500 },
    })
    expect(api.imports().map(({ body }) => body.split('\n').length - 1)).toEqual([1000, 1000, 500])
    expect(api.imports()[0]?.headers['content-type']).toBe('application/x-ndjson')
    expect(api.documents.size).toBe(2500)
  })

  it('takes a JSON array, over several lines, compressed', async () => {
    const text = JSON.stringify([{ id: 'a', nested: { text: '],\n["' } }, { id: 'b' }], null, 2)
    expect(await importText(gzipSync(text), 'gz')).toMatchObject({ exitCode: 0 })
    expect([...api.documents.values()]).toEqual([
      { id: 'a', nested: { text: '],\n["' } },
      { id: 'b' },
    ])
  })

  it('reads standard input', async () => {
    const args = ['import', '-', '--collection', 'c', '--url', api.url, '--quiet']
    const ran = await runCstore(args, { cwd: folder, stdin: lines(3) })
    expect(ran).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    expect([...api.documents.keys()]).toEqual(['d1', 'd2', 'd3'])
  })

  it('makes the collection if there is none', async () => {
    api.collectionExists = false
    expect(await importText(lines(1))).toMatchObject({ exitCode: 0 })
    expect(api.requests.map(({ method, body }) => [method, body])).toEqual([
      ['GET', ''],
      ['PUT', '{}'],
      ['POST', '{"id":"d1"}\n'],
    ])
  })

  it('reports lines of the file that fail here or at the server, and goes on with the rest', async () => {
    const text = `\n{"id":"d1"}\nnot json, secret\n{"id":"d2","bad":true}\n\n17\n${lines(1, 3)}`
    const errors = join(folder, 'errors.ndjson')
    const { exitCode, stderr } = await importText(text, '--errors', errors, '--quiet')
    expect(exitCode).toBe(1)
    expect([...api.documents.keys()]).toEqual(['d1', 'd3'])
    const written = (await readFile(errors, 'utf8')).trimEnd().split('\n')
    expect(written.map((line) => parseDocument(line))).toEqual([
      { line: 3, code: 'CSTORE_CLI_NOT_JSON', detail: 'Not valid JSON.' },
      { line: 6, code: 'CSTORE_CLI_NOT_OBJECT', detail: 'Expected a JSON object.' },
      { line: 4, id: 'd2', code: 'CSTORE_DOCUMENT_INVALID', detail: 'Refused by the server.' },
    ])
    expect(stderr).toContain('Line 4, id d2: Refused by the server. [CSTORE_DOCUMENT_INVALID]')
    expect(stderr).not.toContain('secret')
  })

  it('shows the first 20 failures and counts the others', async () => {
    const { exitCode, stderr } = await importText('x\n'.repeat(25) + lines(1), '--quiet')
    expect(exitCode).toBe(1)
    expect(stderr.split('\n').filter((line) => line.startsWith('Line '))).toHaveLength(20)
    expect(stderr).toContain('… and 5 more. All of them: --errors FILE.')
  })

  it('gives up on a file that holds no documents at all', async () => {
    const { exitCode, stderr } = await importText('a,b,c\n'.repeat(5000), '--quiet')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('Expected one JSON object a line, or a JSON array of objects.')
  })

  it('takes ids from another field, and makes those that are missing', async () => {
    await importText('{"sku":7}\n{"sku":"x","id":"other"}\n{"name":1}', '--id-field', 'sku')
    expect([...api.documents.values()]).toEqual([
      { id: '7', sku: 7 },
      { id: 'x', sku: 'x' },
    ])
    api.documents.clear()
    await importText('{"name":12345678901234567890}\n{}')
    const bodies = api.imports().at(-1)?.body ?? ''
    expect(bodies).toMatch(
      /^\{"id":"[0-9a-f-]{36}","name":12345678901234567890\}\n\{"id":"[^"]+"\}\n$/u,
    )
  })

  it('sends again what was refused for the moment', async () => {
    let refusals = 0
    api.takeover = ({ url }, response) =>
      url.includes('/import') && refusals++ < 2 && problem(response, 503, 'Busy.')
    const { exitCode, stderr } = await importText(lines(1))
    expect(exitCode).toBe(0)
    expect(stderr).toContain('The server answered 503: Busy. Trying again in 0.0 s.')
    expect(api.imports()).toHaveLength(3)
  })

  it('sends lines again that failed because the database was away, and only those', async () => {
    let isAway = true
    api.takeover = ({ url }, response, store) => {
      if (!url.includes('/import') || !isAway) return false
      isAway = false
      store.set('d1', { id: 'd1' })
      const error = { line: 2, code: 'CSTORE_STORE_UNAVAILABLE', detail: 'Away.' }
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ inserted: 1, replaced: 0, failed: 1, errors: [error] }))
      return true
    }
    const { exitCode, stderr } = await importText(lines(2))
    expect(exitCode).toBe(0)
    expect(stderr).toContain('2 inserted, 0 replaced, 0 failed')
    expect(api.imports().map(({ body }) => body)).toEqual([lines(2), '{"id":"d2"}'])
  })

  it('tells inserts of its own from others after an answer was lost', async () => {
    api.takeover = ({ url, body }, response, store) => {
      if (!url.includes('/import') || store.size > 0) return false
      for (const line of body.trimEnd().split('\n')) {
        const document = parseDocument(line)
        store.set(String(document['id']), document)
      }
      response.destroy()
      return true
    }
    const { exitCode, stdout, stderr } = await importText(
      '{"id":"mine"}\n{"made":1}\n',
      '--mode',
      'insert',
      '--json',
    )
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ inserted: 1, failed: 1, unconfirmed: 1 })
    expect(stderr).toContain('Line 1, id mine: Refused by the server. It may be this import')
    expect(api.documents.size).toBe(2)
  })

  it('keeps the order of two documents with one id', async () => {
    api.takeover = async ({ body }) => {
      // The first request is slow: a second one beside it would be overtaken.
      if (body.includes('"first"')) await new Promise((resolve) => setTimeout(resolve, 100))
      return false
    }
    const text = `{"id":"a","v":"first"}\n${lines(999)}{"id":"a","v":"last"}\n`
    expect(await importText(text)).toMatchObject({ exitCode: 0 })
    expect(api.documents.get('a')).toEqual({ id: 'a', v: 'last' })
  })

  it('says where keys are looked for when the server wants one', async () => {
    api.takeover = (_request, response) => problem(response, 401, 'No.')
    const { exitCode, stderr } = await importText(lines(1))
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `The server wants a key. A key is looked for in --key, CSTORE_API_KEY, the profile, CSTORE_ADMIN_KEY and, for a server on this machine, the file ${join('.cstore', 'admin-key')}.\n`,
    })
  })

  it('says how far it came when the server refuses half-way', async () => {
    api.takeover = ({ body }, response) =>
      body.includes('"d1500"') && problem(response, 403, 'This key may only read.')
    const { exitCode, stderr } = await importText(lines(2500), '--key', 'cst_a_b')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('Not complete: everything up to line 1,000 has its answer.')
    expect(stderr).toContain(
      'With the key from --key this is not permitted: This key may only read.',
    )
    expect(stderr).not.toContain('cst_a_b')
  })

  it('names a server that cannot be reached, a file that is missing, wrong usage', async () => {
    await writeFile(join(folder, 'in'), lines(1))
    const gone = await StandInApi.start()
    await gone.close()
    const from = (...args: string[]): Promise<Ran> =>
      runCstore(['import', ...args], { cwd: folder })
    const [unreachable, missing, usage, wrongName] = await Promise.all([
      from('in', '--collection', 'c', '--url', gone.url),
      from('nowhere', '--collection', 'c', '--url', api.url),
      from('in'),
      from('in', '--collection', '../x'),
    ])
    expect(unreachable).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^Cannot reach http:\S+: the connection was refused\. .*\n$/u),
    })
    expect(missing).toMatchObject({
      exitCode: 2,
      stderr: 'Cannot read nowhere: there is no such file or folder.\n',
    })
    expect(usage).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--collection') })
    expect(wrongName).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('a letter') })
  })

  it('stops at the first SIGINT and says how far it came', async () => {
    const args = ['import', '-', '--collection', 'c', '--url', api.url, '--json']
    const { child, ended } = startCstore(args, { cwd: folder, stdin: null })
    const answered = new Promise<void>((resolve) => {
      api.takeover = ({ url }, response) => {
        if (url.includes('/import')) response.on('finish', resolve)
        return false
      }
    })
    child.stdin.write(lines(1500))
    await answered
    child.kill('SIGINT')
    const { exitCode, stdout, stderr } = await ended
    expect(exitCode).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, documents: 1000 })
    expect(stderr).toContain('everything up to line 1,000')
  })
})
