import type { TestRequest } from '../start-api.ts'

/** What is sent, where, how, and the status and code (without `CSTORE_`) that come back. */
export type Row = readonly [what: string, path: string, init: TestRequest, answer: string]

export const C = '/api/v1/collections/movies'
export const D = `${C}/documents`
export const ONE = `${D}/brazil`
export const NDJSON = { 'content-type': 'application/x-ndjson' }

type Body = string | object

export const put = (body: Body, headers: Record<string, string> = {}): TestRequest => ({
  method: 'PUT',
  body,
  headers,
})

export const post = (body: Body): TestRequest => ({ method: 'POST', body })

export const patch = (body: Body): TestRequest => ({
  method: 'PATCH',
  body,
  headers: { 'content-type': 'application/merge-patch+json' },
})

export const jsonPatch = (...operations: readonly unknown[]): TestRequest => ({
  method: 'PATCH',
  body: operations,
  headers: { 'content-type': 'application/json-patch+json' },
})

export const filter = (value: unknown): string =>
  `${D}?filter=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`
