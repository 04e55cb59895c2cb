import { jsonPatch, ONE, D, patch, type Row } from './row.ts'

const add = (path: string, value: unknown = 1): object => ({ op: 'add', path, value })

/** Nested JSON text, deeper than anything may be. */
const abyss = `{"a":${'['.repeat(1500)}${']'.repeat(1500)}}`

export const PATCHES: readonly Row[] = [
  ['a JSON Patch that is no list', ONE, { ...jsonPatch(), body: {} }, '400 REQUEST_INVALID'],
  ['a JSON Patch of no operations at all', ONE, jsonPatch(5), '400 REQUEST_INVALID'],
  ['an unknown operation', ONE, jsonPatch({ op: 'spam', path: '/a' }), '400 REQUEST_INVALID'],
  ['an operation without a path', ONE, jsonPatch({ op: 'remove' }), '400 REQUEST_INVALID'],
  [
    'too many operations',
    ONE,
    { ...jsonPatch(), body: `[${'0,'.repeat(1001)}0]` },
    '400 REQUEST_INVALID',
  ],
  ['a path that is no JSON Pointer', ONE, jsonPatch(add('a')), '400 PATCH_INVALID'],
  ['a path through __proto__', ONE, jsonPatch(add('/__proto__/a')), '400 PATCH_INVALID'],
  [
    'an operation without its value',
    ONE,
    jsonPatch({ op: 'add', path: '/a' }),
    '400 PATCH_INVALID',
  ],
  ['a move without from', ONE, jsonPatch({ op: 'move', path: '/a' }), '400 PATCH_INVALID'],
  ['a path that is not there', ONE, jsonPatch(add('/none/a')), '409 PATCH_NOT_APPLICABLE'],
  [
    'a test that fails after a change',
    ONE,
    jsonPatch(add('/year', 1), { op: 'test', path: '/year', value: 2 }),
    '409 PATCH_TEST_FAILED',
  ],
  ['a patch to no object', ONE, jsonPatch(add('', 5)), '409 PATCH_NOT_APPLICABLE'],
  ['a patch of the id', ONE, jsonPatch(add('/id', 'x')), '422 STORE_DOCUMENT_INVALID'],
  [
    'a patch that takes the id away',
    ONE,
    jsonPatch({ op: 'remove', path: '/id' }),
    '422 STORE_DOCUMENT_INVALID',
  ],
  ['a patch of the reserved field', ONE, jsonPatch(add('/_cstore')), '422 STORE_DOCUMENT_INVALID'],
  ['a JSON Patch of nothing', `${D}/none`, jsonPatch(), '404 STORE_DOCUMENT_NOT_FOUND'],
  ['a merge patch beyond all depth', ONE, patch(abyss), '400 REQUEST_BODY_INVALID'],
]
