import { C, D, filter, post, type Row } from './row.ts'

const nested = Array.from({ length: 20 }).reduce((inner) => ({ $and: [inner] }), { a: 1 })

const B = `${C}/batch-get`
const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => String(n))

export const LISTS: readonly Row[] = [
  // Lists
  ['a filter that is no JSON', filter('{'), {}, '400 REQUEST_INVALID'],
  ['a filter that is no object', filter('[1]'), {}, '400 REQUEST_INVALID'],
  ['a filter with __proto__', filter('{"__proto__":{"a":1}}'), {}, '400 REQUEST_INVALID'],
  ['$where', filter({ $where: 'sleep(1000)' }), {}, '400 STORE_FILTER_INVALID'],
  ['$where in a field', filter({ a: { $where: '1' } }), {}, '400 STORE_FILTER_INVALID'],
  ['$expr', filter({ $expr: { $eq: [1, 1] } }), {}, '400 STORE_FILTER_INVALID'],
  [
    '$function within $and',
    filter({ $and: [{ a: { $function: {} } }] }),
    {},
    '400 STORE_FILTER_INVALID',
  ],
  ['an unknown operator', filter({ a: { $near: 1 } }), {}, '400 STORE_FILTER_INVALID'],
  ['an operand of the wrong type', filter({ a: { $in: 5 } }), {}, '400 STORE_FILTER_INVALID'],
  [
    'a pattern that is not anchored',
    filter({ a: { $regex: 'x' } }),
    {},
    '400 STORE_FILTER_INVALID',
  ],
  ['a pattern that explodes', filter({ a: { $regex: '^(a+)+$' } }), {}, '400 STORE_FILTER_INVALID'],
  ['a filter on the reserved field', filter({ '_cstore.v': 1 }), {}, '400 STORE_FILTER_INVALID'],
  ['a filter that is too deep', filter(nested), {}, '400 STORE_FILTER_INVALID'],
  ['a filter that is too long', filter({ a: 'x'.repeat(8192) }), {}, '400 REQUEST_INVALID'],
  ['a sort by a field that begins with $', `${D}?sort=$where`, {}, '400 STORE_SORT_INVALID'],
  ['a limit of nothing', `${D}?limit=0`, {}, '400 REQUEST_INVALID'],
  ['a limit beyond all bounds', `${D}?limit=100000`, {}, '400 REQUEST_INVALID'],
  ['a limit of true', `${D}?limit=true`, {}, '400 REQUEST_INVALID'],
  ['a limit in other words', `${D}?limit=1e1`, {}, '400 REQUEST_INVALID'],
  ['a limit of null', `${D}?limit=null`, {}, '400 REQUEST_INVALID'],
  ['a limit twice', `${D}?limit=1&limit=2`, {}, '400 REQUEST_INVALID'],
  ['a count of 1', `${D}?count=1`, {}, '400 REQUEST_INVALID'],
  ['a limit that is no number', `${D}?limit=many`, {}, '400 REQUEST_INVALID'],
  ['a cursor that is none', `${D}?after=abc`, {}, '400 STORE_CURSOR_INVALID'],
  ['a cursor that was changed', `${D}?after=${'A'.repeat(80)}`, {}, '400 STORE_CURSOR_INVALID'],
  ['a query with an unknown field', `${C}/query`, post({ where: {} }), '400 REQUEST_INVALID'],
  ['a query with a limit as text', `${C}/query`, post({ limit: '5' }), '400 REQUEST_INVALID'],
  [
    'a query with $where',
    `${C}/query`,
    post({ filter: { $where: '1' } }),
    '400 STORE_FILTER_INVALID',
  ],
  // Many by id
  ['no ids', B, post({}), '400 REQUEST_INVALID'],
  ['an empty list of ids', B, post({ ids: [] }), '400 REQUEST_INVALID'],
  ['ids that are none', B, post({ ids: ['a', 5] }), '400 REQUEST_INVALID'],
  ['an id of nothing', B, post({ ids: [''] }), '400 REQUEST_INVALID'],
  ['an id twice', B, post({ ids: ['a', 'b', 'a'] }), '400 REQUEST_INVALID'],
  ['too many ids', B, post({ ids: numbered(501) }), '400 REQUEST_INVALID'],
  ['ids with an unknown field', B, post({ ids: ['a'], sort: 'n' }), '400 REQUEST_INVALID'],
  ['fields as text', B, post({ ids: ['a'], fields: 'title' }), '400 REQUEST_INVALID'],
  [
    'ids of a collection that is not there',
    '/api/v1/collections/none/batch-get',
    post({ ids: ['a'] }),
    '404 COLLECTION_NOT_FOUND',
  ],
  ['ids without a key', B, { ...post({ ids: ['a'] }), as: null }, '401 ACCESS_KEY_MISSING'],
]
