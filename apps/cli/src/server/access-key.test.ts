import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Environment } from '../environment.ts'
import { findAccessKey, keyPlaces } from './access-key.ts'
import { serverAddress } from './server-address.ts'

const here = new URL('http://localhost:3000')

async function folderWithKey(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cstore-key-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'admin-key'), 'from-file\n')
  return folder
}

const key = async (option: string | undefined, environment: Environment): Promise<unknown> =>
  (await findAccessKey({ option, environment, url: here }))?.key

const withProfile = (isAskedFor: boolean, environment: Environment): Promise<unknown> => {
  const profile = { name: 'production', key: 'of-profile', isAskedFor }
  return findAccessKey({ option: undefined, environment, url: here, profile })
}

it('takes the first key of option, environment and file', async () => {
  const all = {
    CSTORE_API_KEY: 'api',
    CSTORE_ADMIN_KEY: 'admin',
    CSTORE_DATA_DIR: await folderWithKey(),
  }
  expect(await key('option', all)).toBe('option')
  expect(await key(undefined, all)).toBe('api')
  expect(await key(undefined, { ...all, CSTORE_API_KEY: '' })).toBe('admin')
  expect(await key(undefined, { CSTORE_DATA_DIR: all.CSTORE_DATA_DIR })).toBe('from-file')
  expect(await key(undefined, { CSTORE_DATA_DIR: '/nowhere' })).toBeUndefined()
})

it('takes the key of a profile after the environment, but of one that was asked for before it', async () => {
  const environment = { CSTORE_API_KEY: 'api', CSTORE_ADMIN_KEY: 'admin' }
  expect(await withProfile(false, environment)).toMatchObject({ key: 'api' })
  expect(await withProfile(false, { CSTORE_ADMIN_KEY: 'admin' })).toMatchObject({
    key: 'of-profile',
  })
  expect(await withProfile(true, environment)).toEqual({
    key: 'of-profile',
    source: 'the profile production',
  })
})

it('shows the key of the file to no server on another machine', async () => {
  const environment = { CSTORE_DATA_DIR: await folderWithKey() }
  const found = (text: string): Promise<unknown> =>
    findAccessKey({ option: undefined, environment, url: new URL(text) })
  expect(await found('http://127.0.0.1:80')).not.toBeNull()
  expect(await found('http://[::1]:80')).not.toBeNull()
  expect(await found('https://example.org')).toBeNull()
  expect(await found('https://127.0.0.1.example.org')).toBeNull()
})

it('says nothing of a key that cannot be one but where it is from', async () => {
  const search = { option: 'two words', environment: {}, url: here }
  await expect(findAccessKey(search)).rejects.toThrow(/^The key from --key holds a space/u)
})

it('names the places where a key is looked for', () => {
  expect(keyPlaces({ CSTORE_DATA_DIR: '/data' })).toContain(
    `the file ${join('/data', 'admin-key')}`,
  )
})

it('takes the base of an address', () => {
  expect(serverAddress('http://a:1', '--url').href).toBe('http://a:1/')
  expect(serverAddress('https://b/base/?x#y', '--url').href).toBe('https://b/base')
})

it.each(['nonsense', 'ftp://host', 'http://user:secret@host'])('takes no address %s', (url) => {
  expect(() => serverAddress(url, '--url')).toThrow(/^Expected --url to (?!.*secret)/u)
})
