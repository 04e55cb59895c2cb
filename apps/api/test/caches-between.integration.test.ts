import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'
import { C, D, ONE, put } from './wrong-input/row.ts'

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, put({ publicRead: true }))
  await api.request(ONE, put({}))
})
afterAll(() => deployment[Symbol.asyncDispose]())

/** The files of the documentation, which are those of a release. */
const isStatic = (url: string): boolean => url.startsWith('/api/docs') || url.endsWith('.json')

async function cacheControl(path: string, as: string | null): Promise<string | null> {
  const answer = await api.request(path, { as })
  await answer.body?.cancel()
  return answer.headers.get('cache-control')
}

describe('no cache between clients and the API gives an answer again unasked', () => {
  it('whatever was read, and by whom', async () => {
    const paths = api.routes
      .filter(({ method, url }) => method === 'GET' && !isStatic(url))
      .map(({ url }) => url.replace(':collection', 'movies').replace(':id', 'brazil'))
    expect(paths).toContain(ONE)
    for (const path of paths) {
      for (const as of ['an-admin-key-for-tests', null]) {
        expect([path, await cacheControl(path, as)]).toEqual([
          path,
          expect.stringMatching(/\bno-(cache|store)\b/),
        ])
      }
    }
  })

  it('also when there was nothing: it may be there a moment later', async () => {
    for (const path of [`${D}/none`, '/api/v1/collections/none', '/api/v1/nothing']) {
      expect(await cacheControl(path, null)).toBe('no-store')
      expect(await cacheControl(path, 'an-admin-key-for-tests')).toBe('no-store')
    }
  })
})
