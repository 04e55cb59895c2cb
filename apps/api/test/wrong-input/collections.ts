import { C, NDJSON, post, put, type Row } from './row.ts'

export const COLLECTIONS: readonly Row[] = [
  // Collections
  [
    'a collection that is not there',
    '/api/v1/collections/none/documents/x',
    {},
    '404 COLLECTION_NOT_FOUND',
  ],
  [
    'a write to a collection that is not there',
    '/api/v1/collections/none/documents/x',
    put({}),
    '404 COLLECTION_NOT_FOUND',
  ],
  [
    'a deletion of a collection that is not there',
    '/api/v1/collections/none',
    { method: 'DELETE' },
    '404 COLLECTION_NOT_FOUND',
  ],
  ['a name that is none', '/api/v1/collections/a.b', put({}), '400 REQUEST_INVALID'],
  [
    'a name of CStore’s own',
    '/api/v1/collections/cstore.keys/documents/x',
    {},
    '400 REQUEST_INVALID',
  ],
  ['a name of MongoDB’s own', '/api/v1/collections/system.users', put({}), '400 REQUEST_INVALID'],
  ['an unknown setting', C, put({ ttl: 5 }), '400 REQUEST_INVALID'],
  ['an unknown setting of the cache', C, put({ cache: { ttl: 5 } }), '400 REQUEST_INVALID'],
  [
    'an index on an operator',
    C,
    put({ indexes: [{ fields: { $where: 1 } }] }),
    '400 REQUEST_INVALID',
  ],
  ['a setting of the wrong type', C, put({ publicRead: 'yes' }), '400 REQUEST_INVALID'],
  ['a negative time', C, put({ cache: { ttlMs: -1 } }), '400 REQUEST_INVALID'],
  ['a schema that is none', C, put({ schema: { type: 'nonsense' } }), '422 SCHEMA_INVALID'],
  [
    'a schema to try that is none',
    `${C}/validate`,
    post({ schema: { type: 'x' } }),
    '422 SCHEMA_INVALID',
  ],
  [
    'a schema that the documents violate',
    `${C}?validate=true`,
    put({ schema: { required: ['none'] } }),
    '422 SCHEMA_VIOLATED',
  ],
  ['a report on no schema', `${C}/validate`, { method: 'POST' }, '422 SCHEMA_INVALID'],
  ['a report on null', `${C}/validate`, post('null'), '400 REQUEST_INVALID'],
  [
    'a report after no id',
    `${C}/validate`,
    post({ schema: {}, after: '~x' }),
    '400 STORE_CURSOR_INVALID',
  ],
  ['an export after no id', `${C}/export?after=~x`, {}, '400 STORE_CURSOR_INVALID'],
  // Import
  [
    'an import that skips less than nothing',
    `${C}/import?skip=-1`,
    { method: 'POST', body: '', headers: NDJSON },
    '400 REQUEST_INVALID',
  ],
  ['an import as JSON', `${C}/import`, post({}), '415 REQUEST_MEDIA_TYPE'],
  [
    'an import in an unknown mode',
    `${C}/import?mode=merge`,
    { method: 'POST', body: '', headers: NDJSON },
    '400 REQUEST_INVALID',
  ],
  // Keys
  [
    'a key of an unknown role',
    '/api/v1/keys',
    post({ name: 'x', role: 'root' }),
    '400 REQUEST_INVALID',
  ],
  ['a key without a name', '/api/v1/keys', post({ role: 'reader' }), '400 REQUEST_INVALID'],
  [
    'a key that expired before it began',
    '/api/v1/keys',
    post({ name: 'x', role: 'reader', expiresAt: '2001-01-01T00:00:00Z' }),
    '400 REQUEST_INVALID',
  ],
  [
    'a key with an end that is no time',
    '/api/v1/keys',
    post({ name: 'x', role: 'reader', expiresAt: 'tomorrow' }),
    '400 REQUEST_INVALID',
  ],
  ['a rotation of no key', '/api/v1/keys/none/rotate', post({}), '404 KEY_NOT_FOUND'],
  ['a rotation by null', '/api/v1/keys/none/rotate', post('null'), '400 REQUEST_INVALID'],
  [
    'a rotation with a negative grace',
    '/api/v1/keys/none/rotate',
    post({ graceMs: -1 }),
    '400 REQUEST_INVALID',
  ],
  [
    'a rotation with an unknown wish',
    '/api/v1/keys/none/rotate',
    post({ role: 'admin' }),
    '400 REQUEST_INVALID',
  ],
  ['a key that is not there', '/api/v1/keys/none', { method: 'DELETE' }, '404 KEY_NOT_FOUND'],
]
