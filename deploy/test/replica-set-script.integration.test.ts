/** What the members of the component `mongodb-replica-set` run, with stand-ins for MongoDB. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'

const run = promisify(execFile)
const script = join(import.meta.dirname, '../components/mongodb-replica-set/start-member.sh')
const standIns = join(import.meta.dirname, 'stand-ins/replica-set')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cstore-member-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function start(name: string, set = ''): Promise<string> {
  const env = {
    PATH: `${standIns}:${process.env['PATH']}`,
    POD_NAME: name,
    KEY: 'a-key',
    KEY_FILE: join(folder, 'key'),
    MEMBERS: 'mongodb-0.mongodb:27017 mongodb-1.mongodb:27017',
    ROOT_PASSWORD: 'a-secret',
    STAND_IN_SET: set,
    STAND_IN_LOG: join(folder, 'log'),
  }
  // Ends when the background has ended too, which has the same output.
  const { stdout } = await run('sh', [script, 'mongod', '--replSet=cstore'], {
    env,
    timeout: 20_000,
  })
  expect(await readFile(join(folder, 'key'), 'utf8')).toBe('a-key\n')
  return stdout
}

const log = async (): Promise<string[]> =>
  (await readFile(join(folder, 'log'), 'utf8')).trim().split('\n')

it('makes users and the set by the first member', async () => {
  const stdout = await start('mongodb-0')
  expect(stdout).toContain('by the entry point: mongod --replSet=cstore, root is root, key 400\n')
  expect(stdout).toContain('The replica set is there\n')
  const [uri, command = ''] = await log()
  expect(uri).toBe('mongodb://root:a-secret@127.0.0.1:27017/admin?directConnection=true')
  expect(JSON.parse(command)).toEqual({
    replSetInitiate: {
      _id: 'cstore',
      members: [
        { _id: 0, host: 'mongodb-0.mongodb:27017' },
        { _id: 1, host: 'mongodb-1.mongodb:27017' },
      ],
    },
  })
})

it('leaves a set that is there as it is', async () => {
  await start('mongodb-0', 'cstore')
  expect(await log()).toHaveLength(1)
})

it('lets the others begin empty, without users of their own', async () => {
  expect(await start('mongodb-1')).toBe('mongod --replSet=cstore, root is nobody, key 400\n')
  await expect(log()).rejects.toThrow('ENOENT')
})
