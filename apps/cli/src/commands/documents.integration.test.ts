import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Ran } from '../test-support/run-cstore.ts'
import { startServer, type RunningServer } from '../test-support/running-server.ts'

let server: RunningServer
let collection: string
let collections = 0

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  collection = `c${++collections}`
  await server.outputOf(['collections', 'create', collection])
})

const on = (command: string, ...args: string[]): Promise<Ran> =>
  server.run([command, collection, ...args])

const parsed = async (command: string, ...args: string[]): Promise<unknown> =>
  JSON.parse(await server.outputOf([command, collection, ...args, '--json']))

describe('put and get', () => {
  it('create, replace and print a document, and say how', async () => {
    const made = await on('put', 'brazil', '{"title": "Brazil", "year": 1984}')
    const said = `${collection}/brazil is created. ETag: "1-`
    expect(made).toEqual({ exitCode: 0, stdout: '', stderr: expect.stringContaining(said) })
    expect((await on('put', 'brazil', '{"title": "Brazil"}')).stderr).toContain('is replaced. ETag')
    expect(await on('get', 'brazil')).toEqual({
      exitCode: 0,
      stdout: '{\n  "id": "brazil",\n  "title": "Brazil"\n}\n',
      stderr: '',
    })
    expect(await parsed('get', 'brazil', '--fields', 'year', '--meta')).toEqual({
      document: { id: 'brazil', _meta: expect.objectContaining({ version: 2 }) },
      etag: expect.stringMatching(/^"2-/u),
      cacheStatus: expect.stringMatching(/^cstore; hit/u),
    })
    expect(await parsed('get', 'brazil', '--fresh')).toMatchObject({
      cacheStatus: expect.stringContaining('fwd=request'),
    })
    const { stdout, stderr } = await on('get', 'brazil', '-v')
    expect(JSON.parse(stdout)).toEqual({ id: 'brazil', title: 'Brazil' })
    expect(stderr).toMatch(
      /^> GET http:\S+brazil\n< 200 OK, \d+ ms\n< etag: "2-[^]+cache-status: /u,
    )
  })

  it('tell people on a terminal how a document was served', async () => {
    await on('put', 'a', '{}')
    const { stderr } = await server.run(['get', collection, 'a'], { terminalColumns: 80 })
    expect(stripVTControlCharacters(stderr)).toMatch(
      /^ETag: "1-\S+" {3}Cache-Status: cstore; \S+.*\n$/u,
    )
  })

  it('read a document from a file and from standard input', async () => {
    const file = join(server.folder, 'a.json')
    await writeFile(file, '\uFEFF{"from": "file"}')
    await on('put', 'a', file)
    await server.run(['put', collection, 'b', '-'], { stdin: '{"from": "stdin"}\n' })
    const both = await server.outputOf(['query', collection, '--json'])
    expect(both).toBe('{"id":"a","from":"file"}\n{"id":"b","from":"stdin"}\n')
  })

  it.each(['a/b?c#d%25', 'ü 😀', '"quoted"', '*', '...'])('take the id %j', async (id) => {
    await server.outputOf(['put', collection, id, '{}'])
    expect(await parsed('get', id)).toMatchObject({ document: { id } })
  })

  it('take an id that begins with a dash behind --, and say so', async () => {
    expect(await server.run(['put', collection, '--', '-x', '{}'])).toMatchObject({ exitCode: 0 })
    expect(await server.run(['get', collection, '--', '-x'])).toMatchObject({ exitCode: 0 })
    const { exitCode, stderr } = await on('get', '-x')
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('cstore get -- … -x')])
  })

  it('keep to conditions', async () => {
    const { etag } = Object(await parsed('put', 'a', '{"n": 1}'))
    expect(await on('put', 'a', '{}', '--if-absent')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^The server answered 412: .*\n$/u),
    })
    expect(await on('put', 'a', '{"n": 2}', '--if-match', etag)).toMatchObject({ exitCode: 0 })
    // Shells take the quotes away.
    const stale = String(etag).replaceAll('"', '')
    expect(await on('patch', 'a', '{"n": 3}', '--if-match', stale)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('412'),
    })
    expect(await on('delete', 'a', '--if-match', stale)).toMatchObject({ exitCode: 1 })
    expect(await on('put', 'a', '{}', '--if-match', '*', '--if-absent')).toMatchObject({
      exitCode: 2,
    })
    expect(await parsed('get', 'a')).toMatchObject({ document: { n: 2 } })
  })

  it.each([
    ['no JSON', '{"a": 1,}', /^Expected the document to be JSON: .* at line 1 column 9\.\n$/u],
    ['no object', '[1]', /^Expected the document to be a JSON object/u],
    ['numbers that would change', '{"a": 9007199254740993}', /9007199254740993.*digits/u],
    ['no number at all', '{"a": 1e999}', /1e999.*digits/u],
    ['no file', 'nothing.json', /^Cannot read nothing\.json: there is no such file/u],
  ])('refuse what is %s', async (_what, document, message) => {
    const { exitCode, stdout, stderr } = await on('put', 'a', document)
    expect([exitCode, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)])
  })
})

describe('create', () => {
  it('prints the id, and creates once under a key', async () => {
    const once = ['create', collection, '{"title": "Alien"}', '--idempotency-key', 'k', '--quiet']
    const id = await server.outputOf(once)
    expect(id).toMatch(/^[0-9a-f-]{36}\n$/u)
    expect(await server.outputOf(once)).toBe(id)
    expect(await server.outputOf(['query', collection, '--count'])).toBe('1\n')
    expect(await parsed('create', '{"id": "own"}')).toMatchObject({ id: 'own', created: true })
    expect(await on('create', '{"id": "own"}')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('409'),
    })
  })
})

describe('patch', () => {
  it('merges, or does operations', async () => {
    await on('put', 'a', '{"n": 1, "draft": true, "tags": ["x"]}')
    expect((await on('patch', 'a', '{"n": 2, "draft": null}')).stderr).toMatch(
      /a is changed\. ETag/u,
    )
    const operations = '[{"op": "add", "path": "/tags/-", "value": "y"}]'
    expect(await parsed('patch', 'a', '--json-patch', operations)).toMatchObject({
      created: false,
      document: { id: 'a', n: 2, tags: ['x', 'y'] },
    })
    expect(await on('patch', 'a', operations)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--json-patch'),
    })
    expect(await on('patch', 'a', '--json-patch', '{}')).toMatchObject({ exitCode: 2 })
    const test = '[{"op": "test", "path": "/n", "value": 3}]'
    expect(await on('patch', 'a', '--json-patch', test)).toMatchObject({ exitCode: 1 })
  })
})

describe('delete and purge', () => {
  it('delete a document once', async () => {
    await on('put', 'a', '{}')
    expect(await on('delete', 'a')).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: `${collection}/a is deleted.\n`,
    })
    for (const command of ['delete', 'get']) {
      expect(await on(command, 'a')).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: `There is no document "a" in ${collection}.\n`,
      })
    }
  })

  it('drop a document or a collection from the cache', async () => {
    await on('put', 'a', '{}')
    await on('get', 'a')
    expect(await parsed('purge', 'a')).toEqual({ collection, id: 'a' })
    const isMissed = { cacheStatus: expect.stringContaining('fwd=uri-miss') }
    expect(await parsed('get', 'a')).toMatchObject(isMissed)
    expect((await on('purge')).stderr).toMatch(/^c\d+ is dropped from the cache/u)
    expect(await parsed('get', 'a')).toMatchObject(isMissed)
  })
})

describe('what goes wrong', () => {
  it('is said in a sentence', async () => {
    const reader = ['keys', 'create', '--name', 'r', '--role', 'reader', '--json']
    const { key } = Object(JSON.parse(await server.outputOf(reader)))
    const sentences = [
      [
        ['get', 'nothing', 'a'],
        1,
        /404: There is no collection "nothing"\. "cstore collections create"/u,
      ],
      [
        ['put', collection, 'a', '{}', '--key', key],
        1,
        /With the key from --key this is not permitted/u,
      ],
      [['get', collection, 'a', '--key', 'wrong'], 1, /knows no key like the one from --key/u],
      [['get', collection, '..'], 2, /Expected an id/u],
      [['get', 'not/one', 'a'], 2, /Expected a letter/u],
      [
        ['get', collection, 'a', '--url', 'http://127.0.0.1:1'],
        2,
        /^Cannot reach http:\/\/127\.0\.0\.1:1: /u,
      ],
      [['get', collection, 'a', '--url', 'http://no.invalid'], 2, /no such host|looked up/u],
      [['get', collection], 2, /missing required argument 'id'/u],
    ] as const
    for (const [args, exitCode, message] of sentences) {
      const ran = await server.run(args)
      expect(ran).toEqual({ exitCode, stdout: '', stderr: expect.stringMatching(message) })
      expect(ran.stderr).not.toMatch(/\n +at /u)
    }
  })
})
