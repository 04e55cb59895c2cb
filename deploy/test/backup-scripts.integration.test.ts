/** What the jobs of the component `backups` run, with stand-ins for MongoDB's tools. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const deploy = join(import.meta.dirname, '..')
const scripts = join(deploy, 'components/backups')
const standIns = join(import.meta.dirname, 'stand-ins')
const NAME = /^cstore-\d{4}-\d\d-\d\dT\d{6}Z\.archive\.gz$/

let folder: string
let data: Buffer
const backups = (): string => join(folder, 'backups')
const path = (name: string): string => join(folder, name)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cstore-backups-'))
  await mkdir(backups())
  data = randomBytes(50_000)
  await writeFile(path('data'), data)
})
afterEach(() => rm(folder, { recursive: true }))

interface Ended {
  readonly code: number | string | null
  readonly stdout: string
  readonly stderr: string
}

function run(command: readonly string[], more: Record<string, string> = {}): Promise<Ended> {
  const env = {
    PATH: `${standIns}:${process.env['PATH']}`,
    TMPDIR: folder,
    BACKUP_FOLDER: backups(),
    BACKUPS_KEPT: '3',
    BACKUP: 'latest',
    MONGODB_ADDRESS: 'mongodb:27017',
    MONGODB_PASSWORD: 'a-secret',
    STAND_IN_MODE: 'well',
    STAND_IN_SET: '',
    STAND_IN_DATA: path('data'),
    STAND_IN_RESTORED: path('restored'),
    STAND_IN_LOG: path('log'),
    ...more,
  }
  return new Promise((resolve) => {
    execFile('sh', command, { env, timeout: 20_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? error.signal ?? null) : 0, stdout, stderr })
    })
  })
}

const backUp = (more?: Record<string, string>): Promise<Ended> =>
  run([join(scripts, 'back-up.sh')], more)
const restore = (more?: Record<string, string>): Promise<Ended> =>
  run([join(scripts, 'restore.sh')], more)
const log = (): Promise<string> => readFile(path('log'), 'utf8')
const names = async (): Promise<string[]> => (await readdir(backups())).toSorted()

/** A backup of an earlier day. */
async function older(day: number): Promise<string> {
  const name = `cstore-2020-01-0${day}T021700Z.archive.gz`
  await writeFile(join(backups(), name), 'old')
  await writeFile(join(backups(), `${name}.sha256`), 'old')
  return name
}

describe('back-up.sh', () => {
  it('writes an archive with its digest, and nothing beside them', async () => {
    expect(await backUp()).toMatchObject({ code: 0, stdout: expect.stringContaining('Backed up') })
    const [archive = '', digest] = await names()
    expect([archive, digest]).toEqual([expect.stringMatching(NAME), `${archive}.sha256`])
    const checked = await run(['-c', `cd "$BACKUP_FOLDER" && sha256sum --check ${digest}`])
    expect(checked).toMatchObject({ code: 0 })
    expect((await readdir(folder)).toSorted()).toEqual(['backups', 'data', 'log'])
  })

  it('keeps the password off the command line', async () => {
    await backUp()
    const [command, uri] = (await log()).split('\n')
    expect(command).not.toContain('a-secret')
    expect(uri).toMatch(/^uri: mongodb:\/\/backup:a-secret@mongodb:27017\/\?authSource=admin/)
  })

  it('takes the oplog of a replica set with it, and says so in the name', async () => {
    await backUp({ STAND_IN_SET: 'cstore' })
    expect(await log()).toMatch(/ --oplog\n.*&replicaSet=cstore&readPreference=secondaryPreferred/)
    expect((await names())[0]).toMatch(/Z-oplog\.archive\.gz$/)
  })

  it('removes the oldest when there are enough, and not before', async () => {
    const [, second, third] = [await older(1), await older(2), await older(3)]
    expect(await backUp()).toMatchObject({
      stdout: expect.stringMatching(/Removed: cstore-2020-01-01/),
    })
    const left = await names()
    expect(left).toHaveLength(6)
    expect(left.slice(0, 4)).toEqual([second, `${second}.sha256`, third, `${third}.sha256`])
    await backUp({ BACKUPS_KEPT: '9' })
    expect((await names()).slice(0, 4)).toEqual(left.slice(0, 4))
  })

  it.each([
    ['fails', /mongodump failed: there is no new backup/],
    ['ends-early', /is not whole: there is no new backup/],
    ['empty', /is not whole: there is no new backup/],
    ['away', /MongoDB does not answer at mongodb:27017/],
  ])('leaves older ones and nothing else when the dump is so: %s', async (mode, stderr) => {
    const old = await older(1)
    expect(await backUp({ STAND_IN_MODE: mode, BACKUPS_KEPT: '1' })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(stderr),
    })
    expect(await names()).toEqual([old, `${old}.sha256`])
  })

  it('leaves older ones and nothing else when there is no more room', async () => {
    const old = await older(1)
    // No file may be larger than 8 blocks of 512 or 1024 bytes.
    const bounded = await run(['-c', `ulimit -f 8; sh "${join(scripts, 'back-up.sh')}"`])
    expect(bounded).toMatchObject({ code: 1, stderr: expect.stringContaining('mongodump failed') })
    expect(await names()).toEqual([old, `${old}.sha256`])
  })

  it('clears away what one left that was killed', async () => {
    await backUp({ STAND_IN_MODE: 'killed' })
    expect(await names()).toEqual([expect.stringMatching(/\.archive\.gz\.part$/)])
    expect(await restore()).toMatchObject({ code: 1 })
    expect(await backUp()).toMatchObject({ code: 0 })
    expect((await names()).filter((name) => name.includes('.part'))).toEqual([])
  })

  it('says what is wrong with its settings', async () => {
    expect(await backUp({ BACKUPS_KEPT: '0' })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/from 1/),
    })
    expect(await backUp({ BACKUP_FOLDER: '/nowhere' })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no folder/),
    })
  })
})

describe('restore.sh', () => {
  it('puts the newest back, and makes the state of the cache anew before', async () => {
    await older(1)
    await backUp()
    await rm(path('log'))
    expect(await restore()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Restored: /) })
    expect(await readFile(path('restored'))).toEqual(data)
    const [first, second] = (await log()).split('\n')
    expect(first).toBe('forget the state')
    expect(second).toMatch(
      / --drop --stopOnError --nsInclude=cstore\.\* --nsExclude=cstore\.cstore\.state$/,
    )
  })

  it('replays an oplog when it is told to, of all databases', async () => {
    await backUp({ STAND_IN_SET: 'cstore' })
    await rm(path('log'))
    expect(await restore({ STAND_IN_SET: 'cstore', REPLAY_OPLOG: 'yes' })).toMatchObject({
      code: 0,
    })
    expect(await log()).toMatch(
      /^forget the state\nmongorestore .* --drop --stopOnError --oplogReplay\nforget the state\n$/,
    )
  })

  it.each([
    ['a byte is another', 'archive.gz'],
    ['its digest is', 'archive.gz.sha256'],
  ])('refuses one of which %s, and changes nothing', async (_, suffix) => {
    await backUp()
    const file = join(backups(), (await names()).find((name) => name.endsWith(suffix)) ?? '')
    const bytes = await readFile(file)
    bytes[20] = (bytes[20] ?? 0) ^ 1
    await writeFile(file, bytes)
    await rm(path('log'))
    expect(await restore()).toMatchObject({ code: 1, stderr: expect.stringMatching(/is damaged/) })
    await rm(join(backups(), (await names()).find((name) => name.endsWith('.sha256')) ?? ''))
    expect(await restore()).toMatchObject({ code: 1, stderr: expect.stringMatching(/no digest/) })
    await expect(log()).rejects.toThrow('ENOENT')
  })

  it.each([
    [{ BACKUP: '../data' }, /Expected BACKUP/],
    [{ BACKUP: 'cstore-/../../x.archive.gz' }, /without its folder/],
    [{ BACKUP: 'cstore-2020-01-09T021700Z.archive.gz' }, /There is no backup/],
    [{ REPLAY_OPLOG: 'yes' }, /is not of a replica set/],
    [{ REPLAY_OPLOG: 'maybe' }, /yes or no/],
    [{ STAND_IN_MODE: 'away' }, /does not answer.*Nothing was changed/],
  ])('changes nothing for %j', async (settings, stderr) => {
    await backUp()
    await rm(path('log'))
    expect(await restore(settings)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(stderr),
    })
    await expect(log()).rejects.toThrow('ENOENT')
  })

  it('says that the API must stay away when it is broken off', async () => {
    await backUp()
    expect(await restore({ STAND_IN_MODE: 'fails' })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is not restored whole: start no process of the API/),
    })
  })

  it('lists what there is', async () => {
    const name = await older(1)
    expect(await restore({ BACKUP: 'list' })).toMatchObject({
      code: 0,
      stdout: `${name}  3 bytes\n`,
    })
  })
})

const program = (...args: string[]): string[] => [join(deploy, 'restore'), 'local', ...args]
const kinds = async (): Promise<string[]> =>
  (await log())
    .split('\n')
    .flatMap(
      (line) =>
        /suspend":\w+|scale .*|get pods|set env.*|create -f -|rollout/.exec(line)?.[0] ?? [],
    )

describe('deploy/restore', () => {
  it('ends the API, restores, and starts it again', async () => {
    const ended = await run(program('cstore-2020-01-01T021700Z.archive.gz', '--yes'))
    expect(ended).toMatchObject({ code: 0, stdout: expect.stringContaining('the log of the job') })
    expect(await kinds()).toEqual([
      'suspend":true',
      'scale deployment/cstore-api --replicas=0',
      'get pods',
      'set env --local -f - BACKUP=cstore-2020-01-01T021700Z.archive.gz REPLAY_OPLOG=no --output yaml',
      'create -f -',
      'suspend":false',
      'scale deployment/cstore-api --replicas=3',
      'rollout',
    ])
  })

  it('does not start the API over what is not restored', async () => {
    const ended = await run(program('--yes'), { STAND_IN_MODE: 'fails' })
    expect(ended).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/the API is away, and no backups/),
    })
    expect(await kinds()).not.toContain('scale deployment/cstore-api --replicas=3')
    expect(await kinds()).not.toContain('suspend":false')
  })

  it('asks first, where there is somebody to ask', async () => {
    const ended = await run(program())
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/no terminal/) })
    expect(await kinds()).toEqual([])
  })

  it('lists what there is, and leaves the API as it is', async () => {
    expect(await run(program('--list'))).toMatchObject({ code: 0 })
    expect(await kinds()).toEqual(['set env --local -f - BACKUP=list --output yaml', 'create -f -'])
  })
})
