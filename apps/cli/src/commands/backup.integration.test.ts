/** The drill: a backup of a CStore that is running, put back into another one that is empty. */
import { cp, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeDigested } from '../backup/write-backup.ts'
import type { Ran } from '../test-support/run-cstore.ts'
import { startServer, type RunningServer } from '../test-support/running-server.ts'

let from: RunningServer
let to: RunningServer
let folder = ''

/** One value of each type that can travel. */
const TYPES = [
  '"text é\\u0000"',
  '5',
  '{"$numberDouble":"5"}',
  '{"$numberDouble":"-0"}',
  '{"$numberDouble":"NaN"}',
  '0.5',
  '{"$numberLong":"5"}',
  '2147483648',
  '{"$numberLong":"9223372036854775807"}',
  '{"$numberDecimal":"1.10"}',
  '{"$date":"2020-01-31T12:00:00.500Z"}',
  '{"$date":{"$numberLong":"-1"}}',
  '{"$oid":"65f0c0ffee0ddba11ad0beef"}',
  '{"$binary":{"base64":"aGk=","subType":"00"}}',
  '{"$timestamp":{"t":1,"i":2}}',
  '{"$regularExpression":{"pattern":"^a","options":"i"}}',
  '{"$minKey":1}',
  '{"$maxKey":1}',
  'true',
  'null',
  '[{"$numberDouble":"1"},{"a":{"$numberLong":"2"}}]',
]
const IDS = ['plain', 'a/b é', '~oid:65f0c0ffee0ddba11ad0beef', '~n:7', '~n:1.5']
const DOCUMENTS = 2500

beforeAll(async () => {
  ;[from, to] = await Promise.all([startServer(), startServer()])
  folder = join(from.folder, 'backups')
  const schema = '{"type":"object","required":["n"]}'
  const settings = ['--public-read', '--ttl', '7s', '--index', 'n,-t', '--unique-index', 'n']
  await from.outputOf(['collections', 'create', 'types'])
  await from.outputOf(['collections', 'create', 'empty'])
  await from.outputOf(['collections', 'create', 'many', ...settings])
  await request(from, 'types/import?foreignIds=true', [
    ...TYPES.map((value, at) => `{"id":"type-${at}","value":${value}}`),
    ...IDS.map((id) => JSON.stringify({ id })),
  ])
  await request(
    from,
    'many/import',
    Array.from({ length: DOCUMENTS }, (_, n) => JSON.stringify({ id: `d${n}`, n })),
  )
  // After its documents, of which one does not satisfy it.
  await request(from, 'many/import', ['{"id":"old"}'])
  await from.outputOf(['collections', 'set', 'many', '--schema', schema])
}, 60_000)
afterAll(() => Promise.all([from.stop(), to.stop()]))

async function request(
  { url, environment }: RunningServer,
  path: string,
  lines?: readonly string[],
): Promise<string> {
  const key = await readFile(join(environment['CSTORE_DATA_DIR'] ?? '', 'admin-key'), 'utf8')
  const headers = {
    authorization: `Bearer ${key.trim()}`,
    ...(lines && { 'content-type': 'application/x-ndjson' }),
  }
  const body = lines?.join('\n')
  const init = body === undefined ? { headers } : { method: 'POST', headers, body }
  const response = await fetch(`${url}/api/v1/collections${path === '' ? '' : `/${path}`}`, init)
  const text = await response.text()
  if (lines && JSON.parse(text).failed !== 0) throw new Error(`Expected no failures: ${text}`)
  return text
}

/** Everything that a server has: settings, and every document with the types of its values. */
async function contents(server: RunningServer): Promise<unknown> {
  const { collections } = JSON.parse(await request(server, ''))
  const names: string[] = collections.map(({ name }: { name: string }) => name)
  const all = names.map((name) => request(server, `${name}/export?types=exact`))
  return { collections, documents: await Promise.all(all) }
}

const backUp = async (...args: string[]): Promise<{ path: string }> =>
  JSON.parse(await from.outputOf(['backup', folder, '--json', ...args]))
const makeKey = async (...args: string[]): Promise<string> =>
  JSON.parse(await from.outputOf(['keys', 'create', '--json', ...args])).key
const restore = (path: string, ...args: string[]): Promise<Ran> =>
  to.run(['restore', path, ...args])
const refused = (stderr: RegExp) => ({
  exitCode: 2,
  stdout: '',
  stderr: expect.stringMatching(stderr),
})

async function clear(): Promise<void> {
  const { collections } = JSON.parse(await request(to, ''))
  for (const { name } of collections) await to.outputOf(['collections', 'delete', name, '--yes'])
}

describe('the drill', () => {
  it('puts every document and setting back, with their types', async () => {
    const { path } = await backUp()
    const { exitCode, stderr } = await restore(path)
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringContaining('many: 2,501 inserted, 0 replaced, of 2,501 documents.'),
    ])
    expect(await contents(to)).toEqual(await contents(from))
  })

  it('takes the newest of a folder, and of it what is asked for', async () => {
    const merged = ['--existing', 'merge', '--collection', 'types', '--json']
    const { stdout } = await restore(folder, ...merged)
    const documents = TYPES.length + IDS.length
    expect(JSON.parse(stdout).collections).toEqual([
      { name: 'types', inserted: 0, replaced: documents, failed: 0, expected: documents },
    ])
  })

  it('changes nothing of what is there, unless told what to do with it', async () => {
    await request(to, 'many/import', ['{"id":"newer","n":-1}', '{"id":"d1","n":-2}'])
    const before = await contents(to)
    expect(await restore(folder)).toEqual(refused(/^There are already: empty, many, types\. /u))
    expect(await contents(to)).toEqual(before)
    expect(await restore(folder, '--existing', 'merge')).toMatchObject({ exitCode: 0 })
    expect(await request(to, 'many/documents/newer')).toContain('-1')
    expect(await request(to, 'many/documents/d1')).toBe('{"id":"d1","n":1}')
    expect(await restore(folder, '--existing', 'replace')).toMatchObject({ exitCode: 0 })
    expect(await contents(to)).toEqual(await contents(from))
  })
})

describe('a backup that is damaged', () => {
  it.each(['1-empty.ndjson.gz', '2-many.ndjson.gz', 'manifest.json', 'SHA256SUMS'])(
    'in %s, is not restored',
    async (file) => {
      await clear()
      const { path } = await backUp()
      const bytes = await readFile(join(path, file))
      bytes[9] = (bytes[9] ?? 0) ^ 1
      await writeFile(join(path, file), bytes)
      const said = refused(/^The backup .* is damaged: .* Take another one\.\n$/u)
      expect(await restore(path)).toEqual(said)
      expect(await from.run(['backup', path, '--verify'])).toEqual(said)
      await rm(join(path, file))
      expect(await restore(path)).toMatchObject({ exitCode: 2 })
      expect(JSON.parse(await request(to, ''))).toEqual({ collections: [] })
      await rm(path, { recursive: true })
    },
  )

  it('or was broken off, is none', async () => {
    const { path } = await backUp()
    const part = join(from.folder, 'broken', `${path.split('/').at(-1)}.part`)
    await cp(path, part, { recursive: true })
    await rm(join(part, 'manifest.json'))
    expect(await restore(part)).toEqual(refused(/is no backup: it was broken off\.\n$/u))
    expect(await restore(join(part, '..'))).toEqual(refused(/^There is no backup in /u))
    expect(await restore(join(from.folder, 'nowhere'))).toEqual(refused(/^Cannot read /u))
  })

  it('by a file system that is full, does not come to be', async () => {
    await expect(writeDigested('/dev/full', [Buffer.alloc(100_000)])).rejects.toThrow(
      'Cannot write /dev/full: the disk is full.',
    )
  })
})

describe('keys', () => {
  it('that are wrong get nothing, and leave nothing', async () => {
    const into = join(from.folder, 'wrong-key')
    const wrong = ['--key', 'cst_aaaaaaaaaaaa_wrong']
    expect(await from.run(['backup', into, ...wrong])).toEqual(refused(/knows no key like/u))
    expect(await restore(folder, ...wrong)).toEqual(refused(/knows no key like/u))
    await expect(readdir(into)).rejects.toThrow('ENOENT')
  })

  it('that see some collections only cannot back up what looks like all', async () => {
    const key = await makeKey('--name', 'k', '--role', 'reader', '--collection', 'types')
    const into = join(from.folder, 'bound')
    expect(await from.run(['backup', into, '--key', key])).toEqual(refused(/^This key is bound/u))
    expect(
      await from.run(['backup', into, '--key', key, '--collection', 'types', '--quiet']),
    ).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    const [some = ''] = await readdir(into)
    expect(some).toMatch(/^cstore-some-/u)
    expect(await from.run(['restore', into])).toEqual(refused(/^There is no backup in /u))
    expect(await from.run(['backup', join(into, some), '--verify'])).toMatchObject({ exitCode: 0 })
  })

  it('that are no administrator’s cannot restore', async () => {
    const key = await makeKey('--name', 'w', '--role', 'writer')
    const ran = await from.run(['restore', folder, '--existing', 'merge', '--key', key])
    expect(ran).toEqual(refused(/this is not permitted/u))
  })

  it('are in no backup', async () => {
    const { path } = await backUp()
    expect(await readdir(path)).toEqual([
      '1-empty.ndjson.gz',
      '2-many.ndjson.gz',
      '3-types.ndjson.gz',
      'SHA256SUMS',
      'manifest.json',
    ])
    expect(await readFile(join(path, 'manifest.json'), 'utf8')).not.toMatch(/cst_|"role"/u)
  })
})

it('keeps the newest, and clears away what killed backups left', async () => {
  const into = join(from.folder, 'kept')
  const old = 'cstore-2020-01-01T000000.000Z.part'
  const young = 'cstore-2020-01-02T000000.000Z.part'
  for (const name of [old, young, 'mine']) await mkdir(join(into, name), { recursive: true })
  await utimes(join(into, old), 0, 0)
  const paths: string[] = []
  for (let at = 0; at < 4; at += 1) {
    const args = ['backup', into, '--keep', '2', '--json']
    paths.push(
      JSON.parse(await from.outputOf(args))
        .path.split('/')
        .at(-1),
    )
  }
  expect(await readdir(into)).toEqual([young, ...paths.slice(2), 'mine'])
})

it('says what is wrong with its options', async () => {
  expect(await from.run(['backup'])).toEqual(refused(/missing required argument 'folder'/u))
  expect(await from.run(['backup', folder, '--keep', '0'])).toEqual(refused(/from 1 to/u))
  expect(await from.run(['backup', folder, '--verify', '--keep', '1'])).toEqual(
    refused(/--verify reads/u),
  )
  expect(await from.run(['backup', folder, '--collection', 'types', '--keep', '1'])).toEqual(
    refused(/without --collection/u),
  )
  expect(await from.run(['backup', folder, '--collection', 'x'])).toEqual(
    refused(/no collection x\./u),
  )
  expect(await from.run(['restore', folder, '--collection', 'x'])).toEqual(
    refused(/x is not in this/u),
  )
  expect(await from.run(['restore', folder, '--existing', 'all'])).toEqual(
    refused(/Allowed choices/u),
  )
})
