/** What one may not see must not show by how one is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessDeployment, pathOf, type AccessDeployment } from './access/access-deployment.ts'
import { ACCESS } from './access/access-table.ts'
import { COLLECTIONS, makeKey } from './access/callers.ts'
import { ROUTES } from './access/route-table.ts'
import type { TestRequest } from './start-api.ts'

let access: AccessDeployment

beforeAll(async () => {
  access = await accessDeployment()
})
afterAll(() => access[Symbol.asyncDispose]())

/** Everything of an answer but what differs each time. */
async function told(path: string, request: TestRequest): Promise<unknown> {
  const answer = await access.api.request(path, request)
  const { 'x-request-id': _id, date: _date, ...headers } = Object.fromEntries(answer.headers)
  const text = (await answer.text()).replace(/"instance":"[^"]*"/, '')
  return { status: answer.status, headers, text }
}

const IN_COLLECTIONS = ROUTES.filter(({ url }) => url.includes(':collection'))

/** For what there is, for what there is not, and so that the question makes no sense. */
function waysToAsk(url: string, collection: string): string[] {
  const there = url.replace(':collection', collection).replace(':id', 'there')
  const none = url.replace(':collection', collection).replace(':id', 'none')
  return [there, none, `${there}?nonsense=1`]
}

describe('a refusal is the same, whatever there is', () => {
  it.each(ACCESS)('$caller', async (row) => {
    const as = access.keyOf(row.caller)
    for (const { url, methods, right, request } of IN_COLLECTIONS) {
      const hidden = COLLECTIONS.filter((name) => row.refusal(right, name) !== null)
      const paths = hidden.flatMap((name) => waysToAsk(url, name))
      for (const method of methods) {
        const asked = { ...request, method, as }
        const answers = await Promise.all(paths.map((path) => told(path, asked)))
        const same = paths.map((path) => [path, answers[0]])
        expect(paths.map((path, at) => [path, answers[at]])).toEqual(same)
      }
    }
  })
})

const guess = (id: string) => told(pathOf('private'), { as: `cst_${id}_${'b'.repeat(32)}` })

describe('of a key', () => {
  it('nobody learns whether it is there who may not change it', async () => {
    const { id } = await makeKey(access.api, { name: 'a', role: 'reader' })
    for (const caller of ['nobody', 'key: admin of these', 'key: writer of all']) {
      const as = access.keyOf(caller)
      const remove = (key: string) => told(`/api/v1/keys/${key}`, { method: 'DELETE', as })
      expect(await remove(id)).toEqual(await remove('none'))
    }
  })

  it('nobody learns its id by guessing its secret', async () => {
    const { id } = await makeKey(access.api, { name: 'a', role: 'reader' })
    expect(await guess(id)).toEqual(await guess('a'.repeat(12)))
  })
})
