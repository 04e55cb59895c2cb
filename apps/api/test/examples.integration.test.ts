/** Plays the story that the examples of the description tell, by these examples alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at } from './description.ts'
import { follow } from './follow.ts'
import { ADMIN_KEY, testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

type Json = Record<string, unknown>

interface Step {
  readonly id: string
  readonly status: number
  /** Of the request, where there are several. */
  readonly type?: string
  /** Fields to send with the values of their examples. */
  readonly headers?: readonly string[]
}

const step = (id: string, status = 200, more: Omit<Step, 'id' | 'status'> = {}): Step => ({
  id,
  status,
  ...more,
})

const MERGE_PATCH = { type: 'application/merge-patch+json' }
const JSON_PATCH = { type: 'application/json-patch+json' }

const PLOT: readonly Step[] = [
  step('getLiveness'),
  step('getReadiness'),
  step('getHealth'),
  step('getAccess'),
  step('putCollection', 201),
  step('putCollection', 200),
  step('listCollections'),
  step('createDocument', 201, { headers: ['Idempotency-Key'] }),
  step('createDocument', 201, { headers: ['Idempotency-Key'] }),
  step('patchDocument', 200, JSON_PATCH),
  step('putDocument', 200, { headers: ['If-Match'] }),
  step('patchDocument', 200, { ...MERGE_PATCH, headers: ['If-Match'] }),
  step('getDocument', 200, { headers: ['If-None-Match'] }),
  step('getDocument', 200, { headers: ['Cache-Control'] }),
  step('headDocument'),
  step('listDocuments'),
  step('queryDocuments'),
  step('batchGetDocuments'),
  step('importDocuments'),
  step('exportDocuments'),
  step('validateCollection'),
  step('purgeDocument', 204),
  step('purgeCollection', 204),
  step('createKey', 201),
  step('listKeys'),
  step('rotateKey'),
  step('revokeKey', 204),
  step('deleteDocument', 204),
  step('putDocument', 201, { headers: ['If-None-Match'] }),
]

let deployment: TestDeployment
let api: TestApi
/** The id of the key that was made, in place of that of the examples. */
let keyId = ''

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
})
afterAll(() => deployment[Symbol.asyncDispose]())

describe('the examples of the description', () => {
  // In their order: each goes on from what the one before has left.
  it.each(PLOT.map((one) => [`${one.id} ${one.status} ${one.type ?? ''}`, one] as const))(
    'play %s',
    async (_, one) => {
      const { operation } = find(one.id)
      const answer = await play(one)
      expect([one.id, answer.status]).toEqual([one.id, one.status])
      // The example is what the merge patch makes of the document.
      if (one.type === JSON_PATCH.type) return
      const text = await answer.text()
      if (one.id === 'createKey') keyId = String(at(JSON.parse(text), 'id'))
      const content = Object(at(operation, 'responses', `${one.status}`, 'content'))
      const [[type, media] = ['', {}]] = Object.entries<Json>(content)
      const shown = media['example'] ?? ''
      expect(masked(type.endsWith('/json') ? JSON.parse(text) : text)).toEqual(masked(shown))
    },
  )

  it('show indexes as they are told once they are built', async () => {
    const { operation } = find('getCollection')
    const shown = at(operation, 'responses', '200', 'content', 'application/json', 'example')
    await expect
      .poll(async () => (await play(step('getCollection'))).json(), { timeout: 10_000 })
      .toEqual(shown)
  })

  it('show events as they come', async () => {
    const { path, operation } = find('followChanges')
    const content = at(operation, 'responses', '200', 'content', 'text/event-stream')
    const { event, id, data } = Object(at(content, 'example'))
    const options = { url: api.url, key: ADMIN_KEY }
    await using following = await follow(path.replace('{collection}', 'movies'), options)
    await play(step('patchDocument', 200, MERGE_PATCH))
    await following.until((events) => events.some((one) => one.data['op'] === 'update'))
    const seen = following.events.find((one) => one.data['op'] === 'update')
    expect([seen?.event, Object.keys(seen?.data ?? {})]).toEqual([
      event,
      Object.keys(Object(JSON.parse(data))),
    ])
    for (const cursor of [id, seen?.id]) expect(cursor).toMatch(/^[0-9a-f-]+\.\d+\.\d+-\d+$/)
  })

  it('show figures by their names, which are never the same twice', async () => {
    const { operation } = find('getStats')
    const content = at(operation, 'responses', '200', 'content', 'application/json')
    const told: Json = Object(await (await play(step('getStats'))).json())
    expect(Object.keys(told).toSorted()).toEqual(
      Object.keys(Object(at(content, 'example'))).toSorted(),
    )
  })

  it('end with the collection', async () => {
    expect((await play(step('deleteCollection', 204))).status).toBe(204)
  })

  it('leave out no operation', () => {
    const played = [
      ...PLOT.map(({ id }) => id),
      'getCollection',
      'followChanges',
      'getStats',
      'deleteCollection',
    ]
    const all = Object.values<Json>(Object(api.description.document['paths'])).flatMap((item) =>
      Object.values(item).map((operation) => String(at(operation, 'operationId'))),
    )
    expect(new Set(played)).toEqual(new Set(all))
  })
})

function find(id: string): { path: string; method: string; operation: Json } {
  const paths = Object.entries<Json>(Object(api.description.document['paths']))
  for (const [path, item] of paths) {
    for (const [method, operation] of Object.entries(item)) {
      if (at(operation, 'operationId') === id) {
        return { path, method: method.toUpperCase(), operation: Object(operation) }
      }
    }
  }
  throw new Error(`There is no operation ${id}`)
}

function play({ id, type, headers = [] }: Step): Promise<Response> {
  const { path, method, operation } = find(id)
  const parameters = Object.values<Json>(Object(operation['parameters']))
  const query = new URLSearchParams()
  const fields: Record<string, string> = {}
  let address = path
  for (const parameter of parameters) {
    const name = String(parameter['name'])
    const example = exampleOf(parameter)
    if (example === undefined) continue
    const value = typeof example === 'string' ? example : JSON.stringify(example)
    if (parameter['in'] === 'path')
      address = address.replace(`{${name}}`, path.includes('/keys/') ? keyId : value)
    if (parameter['in'] === 'query') query.set(name, value)
    if (parameter['in'] === 'header' && headers.includes(name)) fields[name] = value
  }
  const content = Object.entries<Json>(Object(at(operation, 'requestBody', 'content')))
  const [mediaType, media] = content.find(([one]) => type === undefined || one === type) ?? []
  const body = media?.['example']
  return api.request(query.size > 0 ? `${address}?${query.toString()}` : address, {
    method,
    headers: { ...fields, ...(mediaType === undefined ? {} : { 'content-type': mediaType }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

function exampleOf(parameter: Json): unknown {
  const json = at(parameter, 'content', 'application/json', 'schema')
  const reference = at(json, '$ref')
  const path = typeof reference === 'string' ? reference.split('/').slice(1) : []
  const schema = json ? at(api.description.document, ...path) : parameter['schema']
  return parameter['example'] ?? at(schema, 'examples', '0')
}

/** Without what is different each time. */
function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked)
  if (typeof value === 'string') return maskedText(value)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, one]) => [
    name,
    name === 'uptimeSeconds' || name === 'version' ? `<${typeof one}>` : masked(one),
  ])
  return Object.fromEntries(entries)
}

function maskedText(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/cst_[0-9a-f]{12}_[\w-]{32}/g, '<key>')
    .replaceAll(/^[0-9a-f]{12}$/g, '<id>')
}
