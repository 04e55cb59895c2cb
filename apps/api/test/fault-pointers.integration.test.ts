import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'
import { C, D, filter, ONE, post, put, type Row } from './wrong-input/row.ts'

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, { method: 'PUT', body: {} })
  await api.request(ONE, put({ tags: ['a'] }))
})
afterAll(() => deployment[Symbol.asyncDispose]())

/** Rows as for wrong input; in place of an answer, where the fault is. */
const TABLE: readonly Row[] = [
  ['a filter in the address', filter({ a: { $where: 1 } }), {}, '/filter/a/$where'],
  ['a filter in a body', `${C}/query`, post({ filter: { $or: [{ $x: 1 }] } }), '/filter/$or/0/$x'],
  ['a filter that is no JSON', filter('{'), {}, '/filter'],
  ['a sort in the address', `${D}?sort=a,$b`, {}, '/sort/1/field'],
  ['a sort in a body', `${C}/query`, post({ sort: [{ field: '$b' }] }), '/sort/0/field'],
  ['a sort by what holds arrays', `${D}?sort=tags`, {}, '/sort'],
  ['too many fields to sort by', `${D}?sort=a,b,c,d,e,f,g,h,i`, {}, '/sort'],
  ['a field of a document', ONE, put({ a: [{ $where: 1 }] }), '/a/0/$where'],
  ['an unknown parameter', `${D}?skip=5`, {}, '/skip'],
  ['a setting', C, put({ cache: { ttlMs: -1 } }), '/cache/ttlMs'],
  ['a JSON Schema', C, put({ schema: { type: 'objekt' } }), '/schema/type'],
  ['the schema of a report', `${C}/validate`, post({ schema: { type: 'x' } }), '/schema/type'],
  ['a role', '/api/v1/keys', post({ name: 'x', role: 'root' }), '/role'],
]

describe('one fault is told once, with a pointer into the body or the parameters', () => {
  it.each(TABLE)('%s', async (...[, path, init, pointer]) => {
    const problem: unknown = await (await api.request(path, init)).json()
    expect(Object(problem).errors).toEqual([{ pointer, detail: expect.any(String) }])
  })
})
