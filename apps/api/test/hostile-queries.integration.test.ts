/** Filters, sorts and cursors at random, over HTTP: whatever comes is answered or refused, never 5xx. */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at } from './description.ts'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'
import { C, D } from './wrong-input/row.ts'

const RUNS = 400
/** Header fields together have a bound, the address among them. */
const MAX_QUERY_CHARACTERS = 8000

const FIELDS = ['a', 'title', 'year', 'id', 'a.b', '_id', '_cstore.v', 'a.$where', '__proto__', '']
const OPERATORS = ['$and', '$or', '$not', '$eq', '$gt', '$in', '$all', '$exists', '$size', '$regex']
const OTHERS = ['$elemMatch', '$where', '$expr', '$function', '$type', '$oid', '$date', 'a\0b']
const name = fc.constantFrom(...FIELDS, ...OPERATORS, ...OTHERS)
const leaf = fc.oneof(
  fc.constantFrom(null, true, 1, -1.5, 2 ** 53, 'Brazil', '^Br', '(a+)+', '~n:5', '~x'),
  fc.string({ unit: 'binary', maxLength: 5 }),
)
/** Text, since `__proto__` comes into objects by it. */
const { filter } = fc.letrec<{ value: string; filter: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    leaf.map((one) => JSON.stringify(one)),
    tie('filter'),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join()}]`),
  ),
  filter: fc
    .array(fc.tuple(name, tie('value')), { maxLength: 3 })
    .map((entries) => `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${one}`).join()}}`),
}))
const sort = fc
  .array(fc.tuple(fc.constantFrom('', '-', '+'), name), { maxLength: 3 })
  .map((all) => all.map(([sign, field]) => sign + field).join())

let deployment: TestDeployment
let api: TestApi

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
  await api.request(C, { method: 'PUT', body: {} })
  const documents = [
    { id: 'brazil', title: 'Brazil', year: 1985, a: { b: [1, 'x'] } },
    { id: 'arrival', title: 'Arrival', year: null, a: [{ b: 1 }] },
    { id: 'metropolis', title: ['Metropolis'], a: 5 },
  ]
  for (const { id, ...fields } of documents) {
    await api.request(`${D}/${id}`, { method: 'PUT', body: fields })
  }
})
afterAll(() => deployment[Symbol.asyncDispose]())

describe('a query at random', () => {
  it('in a body', { timeout: 60_000 }, async () => {
    const seen = new Set<number>()
    await fc.assert(
      fc.asyncProperty(filter, async (text) => {
        const { status } = await api.request(`${C}/query`, { body: `{"filter":${text}}` })
        seen.add(status)
        expect(status).toBeLessThan(500)
      }),
      { numRuns: RUNS },
    )
    expect(seen).toEqual(new Set([200, 400]))
  })

  it('in an address', { timeout: 60_000 }, async () => {
    const cursor = fc.oneof(fc.constant(undefined), fc.string({ unit: 'binary', minLength: 1 }))
    await fc.assert(
      fc.asyncProperty(filter, sort, cursor, async (text, by, after) => {
        const query = new URLSearchParams({ filter: text, sort: by, count: 'true' })
        if (after !== undefined) query.set('after', after)
        fc.pre(query.toString().length < MAX_QUERY_CHARACTERS)
        const { status } = await api.request(`${D}?${query.toString()}`)
        expect(status).toBeLessThan(500)
      }),
      { numRuns: RUNS },
    )
  })

  it('with a cursor that was given out, and changed', { timeout: 60_000 }, async () => {
    const page = await (await api.request(`${D}?limit=1`)).json()
    const next = String(at(page, 'next'))
    await fc.assert(
      fc.asyncProperty(fc.nat(next.length - 1), fc.string({ maxLength: 3 }), async (cut, text) => {
        const after = next.slice(0, cut) + text + next.slice(cut + text.length)
        const query = new URLSearchParams({ limit: '1', after })
        const { status } = await api.request(`${D}?${query.toString()}`)
        expect(after === next ? [200] : [200, 400]).toContain(status)
      }),
      { numRuns: RUNS },
    )
  })
})
