import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DeployCopy, copyDeploy } from '../src/deploy-copy.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
let copy: DeployCopy

beforeEach(async () => {
  copy = await copyDeploy()
})
afterEach(() => copy.remove())

const made = (): string => join(copy.folder, 'overlays/local/made-by-make-secrets')

async function secrets(): Promise<Record<string, string>> {
  const names = (await readdir(made())).toSorted()
  const entries = names.map(async (name) => [name, await readFile(join(made(), name), 'utf8')])
  return Object.fromEntries(await Promise.all(entries))
}

it('makes what the overlay needs, for the eyes of its owner', async () => {
  await copy.run('make-secrets', 'local')
  const names = await readdir(made())
  expect(names.toSorted()).toEqual([
    'api.env',
    'auth',
    'grafana.env',
    'mongodb.env',
    'redis.env',
    'users.acl',
  ])
  for (const name of names) expect((await stat(join(made(), name))).mode & 0o777).toBe(0o600)
  expect((await stat(made())).mode & 0o777).toBe(0o700)
})

it('makes each of them strong, other than the others, and fit for an address', async () => {
  await copy.run('make-secrets', 'local')
  const { 'users.acl': _, auth: __, ...files } = await secrets()
  const values = Object.values(files).flatMap((file) =>
    file
      .trim()
      .split('\n')
      .map((line) => line.slice(line.indexOf('=') + 1)),
  )
  expect(values).toHaveLength(10)
  expect(new Set(values).size).toBe(10)
  // 192 bits.
  for (const value of values) expect(value).toMatch(/^[0-9a-f]{48}$/)
})

it('leaves what is there already', async () => {
  await copy.run('make-secrets', 'local')
  const before = await secrets()
  const { stdout } = await copy.run('make-secrets', 'local')
  expect(stdout).toBe('')
  expect(await secrets()).toEqual(before)
})

it.each([
  ['mongodb', ['mongodb.env']],
  ['redis', ['redis.env', 'users.acl']],
  ['api', ['api.env']],
  ['grafana', ['grafana.env']],
  ['ingress', ['auth']],
])('--rotate %s makes %j anew and nothing else', async (name, changed) => {
  await copy.run('make-secrets', 'local')
  const before = await secrets()
  await copy.run('make-secrets', 'local', '--rotate', name)
  const after = await secrets()
  expect(Object.keys(after).filter((file) => after[file] !== before[file])).toEqual(changed)
})

it('shows the password of the ingress once, and keeps its digest only', async () => {
  const { stdout } = await copy.run('make-secrets', 'local')
  const password = /name monitoring, password ([0-9a-f]{48})/.exec(stdout)?.[1] ?? ''
  const [, salt = ''] = /^monitoring:\$apr1\$([^$]+)\$/.exec((await secrets())['auth'] ?? '') ?? []
  const { stdout: digest } = await run('openssl', ['passwd', '-apr1', '-salt', salt, password])
  expect((await secrets())['auth']).toBe(`monitoring:${digest}`)
})

it('writes nothing that git would take', async () => {
  for (const overlay of ['local', 'staging', 'production']) {
    const file = `deploy/overlays/${overlay}/made-by-make-secrets/redis.env`
    await expect(run('git', ['-C', root, 'check-ignore', file])).resolves.toBeDefined()
  }
  const { stdout } = await run('git', ['-C', root, 'ls-files', 'deploy'])
  expect(stdout).not.toMatch(/made-by-make-secrets/)
})

it('gives the API in Redis the rights that are documented, and no others', async () => {
  const documented = /^user cstore on ><password> (.+)$/m
  const page = await readFile(join(root, 'docs/operations.md'), 'utf8')
  const template = await readFile(join(root, 'deploy/base/redis/users.acl.in'), 'utf8')
  expect(/^user cstore on #@APP@ (.+)$/m.exec(template)?.[1]).toBe(documented.exec(page)?.[1])
})

it('is not stopped by an empty folder', async () => {
  await mkdir(made(), { recursive: true })
  await copy.run('make-secrets', 'local')
  expect(await readdir(made())).toHaveLength(6)
})
