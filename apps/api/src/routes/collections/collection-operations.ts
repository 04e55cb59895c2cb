/** What the operations on collections take and answer. */
import { CollectionInfo, CollectionList, CollectionSettingsInput } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { Type } from 'typebox'
import { empty, json } from '../../openapi/operation-schema.ts'
import { MOVIES } from '../../openapi/story.ts'
import { CollectionParams } from '../params.ts'

const PutQuery = Type.Object(
  {
    validate: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          'Refuse a `schema` that documents do not satisfy which exist already (422 with the first 100 of them)',
      }),
    ),
  },
  { additionalProperties: false },
)

export const listCollections = {
  operationId: 'listCollections',
  tags: ['collections'],
  summary: 'List the collections',
  description: 'Those that the key is for, all of them at once.',
  response: {
    200: json(CollectionList, {
      description: 'Names and settings',
      headers: ['Cache-Control'],
      example: { collections: [MOVIES] },
    }),
  },
} satisfies FastifySchema

export const getCollection = {
  operationId: 'getCollection',
  tags: ['collections'],
  summary: 'Settings of a collection, and the state of its indexes',
  description: 'Indexes are built in the background; `problem` says why one could not be.',
  params: CollectionParams,
  response: {
    200: json(CollectionInfo, {
      description: 'The collection',
      headers: ['Cache-Control'],
      example: {
        ...MOVIES,
        indexes: [
          { name: '_id_', fields: { id: 1 }, unique: true, state: 'ready' },
          { name: 'cstore_year_-1', fields: { year: -1 }, unique: false, state: 'ready' },
        ],
      },
    }),
  },
} satisfies FastifySchema

export const putCollection = {
  operationId: 'putCollection',
  tags: ['collections'],
  summary: 'Create a collection, or replace its settings',
  description:
    'All settings are replaced; what is absent is as usual. In force everywhere within a second. A `schema` is for what is written from now on, unless `validate` asks for more.',
  params: CollectionParams,
  querystring: PutQuery,
  body: CollectionSettingsInput,
  response: {
    200: json(CollectionInfo, { description: 'Settings replaced', example: MOVIES }),
    201: json(CollectionInfo, { description: 'Created', headers: ['Location'], example: MOVIES }),
  },
  problems: [
    'CSTORE_SCHEMA_INVALID',
    'CSTORE_SCHEMA_UNCHECKED',
    'CSTORE_SCHEMA_VIOLATED',
    'CSTORE_STORE_COLLECTION_DELETING',
    'CSTORE_STORE_WRITE_CONFLICT',
  ],
} satisfies FastifySchema

export const deleteCollection = {
  operationId: 'deleteCollection',
  tags: ['collections'],
  summary: 'Delete a collection and its documents',
  description:
    'Takes a second or two: as long as every server needs to notice. When it is answered, everything is gone and the name is free.',
  params: CollectionParams,
  response: { 204: empty({ description: 'Deleted' }) },
  problems: ['CSTORE_STORE_COLLECTION_DELETING'],
} satisfies FastifySchema
