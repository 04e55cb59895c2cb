import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  accessDeployment,
  makeCollection,
  pathOf,
  settingsOf,
  type AccessDeployment,
} from './access/access-deployment.ts'
import { ACCESS, type AccessRow } from './access/access-table.ts'
import { COLLECTIONS, makeKey } from './access/callers.ts'
import { ROUTES, rowOf, type RouteRow } from './access/route-table.ts'
import type { TestRequest } from './start-api.ts'

let access: AccessDeployment

beforeAll(async () => {
  access = await accessDeployment()
})
afterAll(() => access[Symbol.asyncDispose]())

/** One request of the table. */
interface Cell {
  readonly method: string
  readonly row: RouteRow
  /** Undefined where the route is in none. */
  readonly collection?: string
}

const CELLS: readonly Cell[] = ROUTES.flatMap((row) =>
  row.methods.flatMap((method) =>
    row.url.includes(':collection')
      ? COLLECTIONS.map((collection) => ({ method, row, collection }))
      : [{ method, row }],
  ),
)

const nameOf = ({ method, row, collection = '' }: Cell): string =>
  `${method} ${row.url} ${collection}`

async function statusOf(cell: Cell, as: string | null): Promise<number> {
  const { row, collection = '' } = cell
  const keyId = row.url.includes('keys/:id') ? (await aKey()).id : ''
  const address = row.url
    .replace(':collection', collection)
    .replace('keys/:id', `keys/${keyId}`)
    .replace(':id', 'there')
  const answer = await access.api.request(address, { ...requestOf(cell), as })
  await answer.body?.cancel()
  if (answer.ok) await mend(cell)
  return answer.status
}

const aKey = () => makeKey(access.api, { name: 'a key to change', role: 'reader' })

/** Settings leave a collection as visible as it is. */
function requestOf({ method, row, collection = '' }: Cell): TestRequest {
  if (row.right !== 'admin' || method !== 'PUT') return { ...row.request, method }
  return { method, body: settingsOf(collection) }
}

/** Puts back what was made or deleted by one who may. */
async function mend({ method, row, collection }: Cell): Promise<void> {
  if (collection === undefined) return
  const isMade = collection === 'absent' && row.right === 'admin' && method === 'PUT'
  if (isMade) await access.api.request(pathOf(collection), { method: 'DELETE' })
  else if (method === 'DELETE') await makeCollection(access.api, collection)
}

function expectedStatus({ refusal }: AccessRow, { row, collection }: Cell): number {
  const status = collection === 'absent' ? row.absentStatus : row.status
  return refusal(row.right, collection) ?? status
}

describe('every route', () => {
  it('is in the table, and nothing else', () => {
    const { routes } = access.api
    expect(routes.filter((route) => rowOf(route) === undefined)).toEqual([])
    const known = new Set(routes.map(({ method, url }) => `${method} ${url}`))
    const gone = CELLS.filter(({ method, row }) => !known.has(`${method} ${row.url}`))
    expect(gone.map(nameOf)).toEqual([])
  })

  it.each(['nobody', 'an unknown key', 'the configured key'])(
    'takes no other method, whoever asks: %s',
    async (caller) => {
      const as = access.keyOf(caller)
      for (const { method, url } of access.api.routes) {
        // `fetch` sends no TRACE.
        if (rowOf({ method, url }) !== '405' || method === 'TRACE') continue
        const { status } = await access.api.request(url, { method, as })
        expect([method, url, status]).toEqual([method, url, 405])
      }
    },
  )
})

describe('may do what the table says, and nothing else', () => {
  it('everybody is in it', () => {
    const inTable = ACCESS.map(({ caller }) => caller)
    expect(inTable.toSorted()).toEqual(access.callers.toSorted())
  })

  it.each(ACCESS)('$caller', async (row) => {
    const actual: Record<string, number> = {}
    const expected: Record<string, number> = {}
    for (const cell of CELLS) {
      actual[nameOf(cell)] = await statusOf(cell, access.keyOf(row.caller))
      expected[nameOf(cell)] = expectedStatus(row, cell)
    }
    expect(actual).toEqual(expected)
  })
})

describe('a list of collections', () => {
  it.each([
    ['key: reader of all', ['elsewhere', 'private', 'public']],
    ['key: reader of these', ['private', 'public']],
    ['key: admin of another', ['elsewhere']],
    ['token: reader of these', ['private', 'public']],
    ['a token of no collection', []],
  ])('for %s has those alone that it is for', async (caller, names) => {
    const answer = await access.api.request('/api/v1/collections', { as: access.keyOf(caller) })
    const { collections } = Object(await answer.json())
    expect(collections.map(({ name }: { name: string }) => name)).toEqual(names)
  })
})

/** What the cache did for one who asked it to be passed by. */
async function freshRead(caller: string): Promise<string | null> {
  const answer = await access.api.request(`${pathOf('public')}/documents/there`, {
    as: access.keyOf(caller),
    headers: { 'cache-control': 'no-cache' },
  })
  return answer.headers.get('cache-status')
}

it('passing the cache by is for those who have a key', async () => {
  await freshRead('nobody')
  expect(await freshRead('nobody')).toMatch(/^cstore; hit/)
  expect(await freshRead('key: reader of these')).toMatch(/^cstore; fwd=request/)
})

const told = async (init: TestRequest) => (await access.api.request('/api/v1/access', init)).json()

describe('what a key allows', () => {
  it('is told to whoever has it', async () => {
    expect(await told({})).toEqual({ id: 'admin', role: 'admin' })
    const collections = ['private', 'public']
    const { id, key } = await makeKey(access.api, { name: 'x', role: 'writer', collections })
    expect(await told({ as: key })).toEqual({ id, role: 'writer', collections })
  })

  it('is told to nobody else', async () => {
    expect(await told({ as: null })).toMatchObject({ code: 'CSTORE_ACCESS_KEY_MISSING' })
    expect(await told({ as: 'cst_nobody_x' })).toMatchObject({ code: 'CSTORE_ACCESS_KEY_INVALID' })
  })
})
