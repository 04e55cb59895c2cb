/** What lists of documents take and answer. */
import { DocumentPage, ListQuery, QueryBody } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { json } from '../../openapi/operation-schema.ts'
import { CollectionParams } from '../params.ts'

const HEADERS = ['Cache-Control', 'Cache-Status', 'CStore-Warning', 'Server-Timing'] as const
const FOUND = { id: 'brazil', title: 'Brazil', year: 1985 }
const description =
  'Pages are sorted, by the id where all else is equal. `next` of a page is `after` of the next one: whatever is written meanwhile, a document that stays is neither skipped nor given twice.'
const problems = [
  'CSTORE_STORE_CURSOR_INVALID',
  'CSTORE_STORE_FILTER_INVALID',
  'CSTORE_STORE_SORT_INVALID',
] as const

export const listDocuments = {
  operationId: 'listDocuments',
  tags: ['lists'],
  summary: 'List documents with filter, sort and cursor, through the cache',
  description,
  params: CollectionParams,
  querystring: ListQuery,
  requestHeaders: ['Cache-Control'],
  response: {
    200: json(DocumentPage, {
      description: 'A page of documents',
      headers: HEADERS,
      example: { documents: [FOUND], next: null },
    }),
  },
  problems,
} satisfies FastifySchema

export const queryDocuments = {
  operationId: 'queryDocuments',
  tags: ['lists'],
  summary: 'List documents, with the query in the body',
  description: `For queries that are too long for an address. ${description}`,
  params: CollectionParams,
  requestHeaders: ['Cache-Control'],
  body: QueryBody,
  response: {
    200: json(DocumentPage, {
      description: 'A page of documents',
      headers: HEADERS,
      example: { documents: [FOUND], next: null, count: 1 },
    }),
  },
  problems,
} satisfies FastifySchema
