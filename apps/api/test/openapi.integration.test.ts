import { Validator } from '@seriousme/openapi-schema-validator'
import type { FastifyInstance } from 'fastify'
import { subscribe } from 'node:diagnostics_channel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, escaped } from './description.ts'
import { testDeployment, type TestApi, type TestDeployment } from './start-api.ts'

type Json = Record<string, unknown>

/** What clients of the API have no use for. */
const HIDDEN = [
  'GET /api/docs',
  'GET /api/docs/errors',
  'GET /api/docs/page.css',
  'GET /api/docs/start.js',
  'GET /api/docs/swagger-ui-bundle.js',
  'GET /api/docs/swagger-ui.css',
  'GET /api/v1/openapi.json',
  'GET /metrics',
]

let deployment: TestDeployment
let api: TestApi

/** Whatever is registered, as `GET /api/…`. */
const routes = new Set<string>()
subscribe('fastify.initialization', (message) => {
  const { fastify }: { fastify: FastifyInstance } = Object(message)
  fastify.addHook('onRoute', ({ method, url }) => {
    const path = url.replaceAll(/:(\w+)/g, '{$1}')
    for (const one of [method].flat()) routes.add(`${one} ${path}`)
  })
})

beforeAll(async () => {
  deployment = await testDeployment()
  api = await deployment.start()
})
afterAll(() => deployment[Symbol.asyncDispose]())

interface Described extends Json {
  /** As `GET /api/…`. */
  readonly name: string
  /** JSON Pointer. */
  readonly pointer: string
}

function operations(): Described[] {
  return Object.entries<Json>(Object(api.description.document['paths'])).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) =>
      Object.assign({}, Object(operation), {
        name: `${method.toUpperCase()} ${path}`,
        pointer: `/paths/${escaped(path)}/${method}`,
      }),
    ),
  )
}

describe('the description of the API', () => {
  it('is OpenAPI 3.1', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate(structuredClone(api.description.document))
    expect([valid, errors]).toEqual([true, undefined])
    expect(validator.version).toBe('3.1')
  })

  it('names every route that is not hidden on purpose', async () => {
    const described = operations().map(({ name }) => name)
    const known = [...described, ...HIDDEN]
    expect(known.filter((name) => !routes.has(name))).toEqual([])
    const others = [...routes].filter((route) => !known.includes(route))
    for (const route of others) {
      const [method = '', path = ''] = route.split(' ')
      // These come with every address, and what they say is said for all of them.
      if (method === 'OPTIONS' || (method === 'HEAD' && known.includes(`GET ${path}`))) continue
      // `fetch` cannot send it.
      if (method === 'TRACE') continue
      const answer = await api.request(path.replaceAll(/\{\w+\}/g, 'x'), { method })
      expect([route, answer.status]).toEqual([route, 405])
    }
  })

  it.each(['operationId', 'summary', 'description', 'tags', 'security', 'responses'])(
    'gives every operation %s',
    (part) => {
      for (const operation of operations()) {
        expect([operation.name, operation[part]]).toEqual([operation.name, expect.anything()])
        expect(operation[part]).not.toBe('')
      }
    },
  )

  it('gives every operation a name and a tag of its own', () => {
    const ids = operations().map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    const tags = Object.values(Object(api.description.document['tags'])).map((tag) =>
      at(tag, 'name'),
    )
    for (const operation of operations()) expect(tags).toContain(at(operation, 'tags', '0'))
  })

  it('says who may call what', () => {
    const security = Object.fromEntries(
      operations().map(({ operationId, security: needed }) => [operationId, needed]),
    )
    expect(security).toMatchObject({
      getHealth: [],
      listCollections: [{ key: [] }],
      getDocument: [{ key: [] }, {}],
      headDocument: [{ key: [] }, {}],
      putDocument: [{ key: [] }],
      listKeys: [{ key: [] }],
    })
  })

  it('tells what every parameter is, and shows what a path may hold', () => {
    const untold = parameters().filter(
      ([, { in: place, description, example }]) =>
        typeof description !== 'string' || (place === 'path' && typeof example !== 'string'),
    )
    expect(untold).toEqual([])
  })

  it('tells a bound of every parameter of an address', () => {
    const unbounded = parameters().filter(([, { in: place, content, schema }]) => {
      const told = resolved(schema)
      const bounds = ['maxLength', 'pattern', 'enum', 'maximum']
      const isBounded = told['type'] === 'boolean' || bounds.some((bound) => bound in told)
      return place !== 'header' && content === undefined && !isBounded
    })
    expect(unbounded).toEqual([])
  })

  it('shows only examples that are as it says', () => {
    const shown = operations().flatMap(examplesOf)
    expect(shown.length).toBeGreaterThan(400)
    const faults = shown.flatMap(({ at: pointer, example }) =>
      api.description
        .schemaFaults(`${pointer}/schema`, example)
        .map((fault) => `${pointer}: ${fault} in ${JSON.stringify(example)}`),
    )
    expect(faults).toEqual([])
  })

  it('gives every body and every successful answer an example', () => {
    for (const { name, ...operation } of operations()) {
      if (name.startsWith('HEAD ')) continue
      const contents = [
        at(operation, 'requestBody', 'content'),
        ...Object.values(Object(operation['responses'])).map((response) => at(response, 'content')),
      ]
      const medias = contents.flatMap((content) => Object.values<Json>(Object(content)))
      for (const media of medias) {
        expect([name, 'example' in media || 'examples' in media]).toEqual([name, true])
      }
    }
  })
})

interface Shown {
  readonly at: string
  readonly example: unknown
}

/** With the names of their operations. */
function parameters(): [string, Json][] {
  return operations().flatMap(({ name, parameters: some }) =>
    Object.values<Json>(Object(some)).map((one): [string, Json] => [name, one]),
  )
}

function examplesOf({ pointer, ...operation }: Described): Shown[] {
  const body = at(operation, 'requestBody', 'content')
  const responses = Object.entries(Object(operation['responses']))
  return [
    parameterExamples(operation['parameters'], pointer),
    mediaExamples(body, `${pointer}/requestBody/content`),
    ...responses.map(([status, response]) =>
      mediaExamples(at(response, 'content'), `${pointer}/responses/${status}/content`),
    ),
  ].flat()
}

function parameterExamples(some: unknown, pointer: string): Shown[] {
  return Object.entries<Json>(Object(some)).flatMap(([index, { example, schema, content }]) => {
    const place = `${pointer}/parameters/${index}`
    const all = example === undefined ? [] : [example]
    const own = all.concat(Object.values(Object(at(schema, 'examples'))))
    return own
      .map((one): Shown => ({ at: place, example: one }))
      .concat(mediaExamples(content, `${place}/content`))
  })
}

function mediaExamples(content: unknown, pointer: string): Shown[] {
  return Object.entries<Json>(Object(content)).flatMap(([type, media]) => {
    const named = Object.values(Object(media['examples'])).map((one) => resolved(one)['value'])
    const all = 'example' in media ? [media['example']].concat(named) : named
    return all.map((example) => ({ at: `${pointer}/${escaped(type)}`, example }))
  })
}

function resolved(value: unknown): Json {
  const reference = at(value, '$ref')
  if (typeof reference !== 'string') return Object(value)
  return Object(at(api.description.document, ...reference.split('/').slice(1)))
}
