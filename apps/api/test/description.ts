/** The description of a running API, as a check of its answers: what it says must be so. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

type Json = Record<string, unknown>

/** What HTTP, security and CORS bring with every answer: said once, before all operations. */
const GENERAL =
  /^(?:date|connection|keep-alive|transfer-encoding|content-(?:type|length|security-policy)|cross-origin-resource-policy|referrer-policy|x-content-type-options|strict-transport-security|vary|access-control-.*)$/

export interface Answer {
  readonly method: string
  /** Of the request, with the query or without. */
  readonly path: string
  readonly status: number
  readonly headers: Headers
  /** Absent: a stream, which is not waited for. */
  readonly text?: string
}

interface Found {
  /** JSON Pointer into the description. */
  readonly at: string
  readonly operation: Json
}

export class Description {
  readonly document: Json
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: true })
  readonly #compiled = new Map<string, ValidateFunction>()
  readonly #paths: readonly { readonly path: string; readonly pattern: RegExp }[]

  constructor(document: Json) {
    this.document = document
    formats.default(this.#ajv)
    this.#ajv.addSchema({ $id: 'openapi', ...document })
    this.#paths = Object.keys(Object(document['paths']))
      .map((path) => ({ path, pattern: RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }))
      // Those without parameters first: `/keys` is no `/{anything}`.
      .toSorted((one, other) => Number(one.path.includes('{')) - Number(other.path.includes('{')))
  }

  /** Null: there is no such operation. */
  find(method: string, address: string): Found | null {
    const [pathname = ''] = address.split('?')
    const path = this.#paths.find(({ pattern }) => pattern.test(pathname))?.path
    const operation = path === undefined ? undefined : at(this.document, 'paths', path, method)
    if (path === undefined || !isJson(operation)) return null
    return { at: `/paths/${escaped(path)}/${method.toLowerCase()}`, operation }
  }

  /** What an answer has against its description; empty: nothing, or it is not described. */
  faults(answer: Answer): string[] {
    const found = this.find(answer.method, answer.path)
    if (!found) return []
    const response = at(found.operation, 'responses', `${answer.status}`)
    const where = `${answer.method} ${answer.path}: ${answer.status}`
    if (!isJson(response)) return [`${where} is not described: ${answer.text}`]
    const pointer = `${found.at}/responses/${answer.status}`
    return [
      ...this.#headerFaults(answer.headers, Object(response['headers'])),
      ...this.#bodyFaults(answer, { content: Object(response['content']), pointer }),
    ].map((fault) => `${where}: ${fault}`)
  }

  /** What a value has against the schema at a pointer. */
  schemaFaults(pointer: string, value: unknown): string[] {
    const known = this.#compiled.get(pointer)
    const validate = known ?? this.#ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` })
    this.#compiled.set(pointer, validate)
    if (validate(value)) return []
    const errors = validate.errors ?? []
    return errors.map(({ instancePath, message }) => `${instancePath} ${message}`)
  }

  #headerFaults(headers: Headers, described: Json): string[] {
    const names = new Map(Object.keys(described).map((name) => [name.toLowerCase(), name]))
    const undescribed = [...headers.keys()]
      .filter((name) => !GENERAL.test(name) && !names.has(name))
      .map((name) => `the field ${name} is not described`)
    const wrong = [...names].flatMap(([lower, name]) => {
      const reference = at(described, name, '$ref')
      const pointer = typeof reference === 'string' ? reference.slice(1) : null
      const header: Json = Object(pointer === null ? described[name] : this.#resolve(pointer))
      const value = headers.get(lower)
      if (value === null) return header['required'] === true ? [`the field ${name} is missing`] : []
      const validate = this.#ajv.compile(Object(header['schema']))
      const isNumber = at(header, 'schema', 'type') === 'integer'
      return validate(isNumber ? Number(value) : value) ? [] : [`the field ${name} is ${value}`]
    })
    return [...undescribed, ...wrong]
  }

  #bodyFaults(
    { method, headers, text }: Answer,
    { content, pointer }: { content: Json; pointer: string },
  ): string[] {
    const [type = ''] = (headers.get('content-type') ?? '').split(';')
    if (method === 'HEAD') return []
    if (Object.keys(content).length === 0) {
      return text === '' ? [] : [`no body is described, got ${text}`]
    }
    if (!Object.hasOwn(content, type)) return [`${type} is not described`]
    if (text === undefined) return []
    const value: unknown = isJsonType(type) ? JSON.parse(text) : text
    const faults = this.schemaFaults(`${pointer}/content/${escaped(type)}/schema`, value)
    return faults.map((fault) => `body: ${fault} in ${text}`)
  }

  #resolve(pointer: string): unknown {
    return at(this.document, ...pointer.split('/').slice(1))
  }
}

/** The value some names down; undefined when there is none. Methods stand there in lower case. */
export function at(value: unknown, ...names: readonly string[]): unknown {
  let found = value
  for (const name of names) {
    if (!isJson(found)) return undefined
    found = found[name] ?? found[name.toLowerCase()]
  }
  return found
}

function isJsonType(type: string): boolean {
  return type.endsWith('/json') || type.endsWith('+json')
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null
}

export function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
