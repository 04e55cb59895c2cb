import { MAX_PATCH_OPERATIONS } from '@cstore/contracts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPatch, parsePatch } from './json-patch.ts'

const apply = (document: unknown, patch: unknown): unknown =>
  applyPatch(document, parsePatch(patch))

const codeOf = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return Object(error).code
  }
}

type Case = readonly [what: string, document: unknown, patch: readonly object[], result: unknown]

/** RFC 6902, appendix A; then cases of github.com/json-patch/json-patch-tests. */
const APPLICABLE: readonly Case[] = [
  [
    'A.1 adding an object member',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz', value: 'qux' }],
    { baz: 'qux', foo: 'bar' },
  ],
  [
    'A.2 adding an array element',
    { foo: ['bar', 'baz'] },
    [{ op: 'add', path: '/foo/1', value: 'qux' }],
    { foo: ['bar', 'qux', 'baz'] },
  ],
  [
    'A.3 removing an object member',
    { baz: 'qux', foo: 'bar' },
    [{ op: 'remove', path: '/baz' }],
    { foo: 'bar' },
  ],
  [
    'A.4 removing an array element',
    { foo: ['bar', 'qux', 'baz'] },
    [{ op: 'remove', path: '/foo/1' }],
    { foo: ['bar', 'baz'] },
  ],
  [
    'A.5 replacing a value',
    { baz: 'qux', foo: 'bar' },
    [{ op: 'replace', path: '/baz', value: 'boo' }],
    { baz: 'boo', foo: 'bar' },
  ],
  [
    'A.6 moving a value',
    { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
    [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
    { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
  ],
  [
    'A.7 moving an array element',
    { foo: ['all', 'grass', 'cows', 'eat'] },
    [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
    { foo: ['all', 'cows', 'eat', 'grass'] },
  ],
  [
    'A.8 testing a value: success',
    { baz: 'qux', foo: ['a', 2, 'c'] },
    [
      { op: 'test', path: '/baz', value: 'qux' },
      { op: 'test', path: '/foo/1', value: 2 },
    ],
    { baz: 'qux', foo: ['a', 2, 'c'] },
  ],
  [
    'A.10 adding a nested member object',
    { foo: 'bar' },
    [{ op: 'add', path: '/child', value: { grandchild: {} } }],
    { foo: 'bar', child: { grandchild: {} } },
  ],
  [
    'A.11 ignoring unrecognized elements',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }],
    { foo: 'bar', baz: 'qux' },
  ],
  [
    'A.14 ~ escape ordering',
    { '/': 9, '~1': 10 },
    [{ op: 'test', path: '/~01', value: 10 }],
    { '/': 9, '~1': 10 },
  ],
  [
    'A.16 adding an array value',
    { foo: ['bar'] },
    [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }],
    { foo: ['bar', ['abc', 'def']] },
  ],
  ['nothing at all', { foo: 1 }, [], { foo: 1 }],
  ['adding replaces a member', { foo: 1 }, [{ op: 'add', path: '/foo', value: 2 }], { foo: 2 }],
  ['the whole document', { foo: 1 }, [{ op: 'replace', path: '', value: { a: 1 } }], { a: 1 }],
  ['a member with an empty name', {}, [{ op: 'add', path: '/', value: 1 }], { '': 1 }],
  ['null as a value', { a: 1 }, [{ op: 'replace', path: '/a', value: null }], { a: null }],
  ['null as what is replaced', { a: null }, [{ op: 'replace', path: '/a', value: 1 }], { a: 1 }],
  ['testing null', { a: null }, [{ op: 'test', path: '/a', value: null }], { a: null }],
  [
    'testing objects in any order',
    { a: { x: 1, y: [1, { z: 0 }] } },
    [{ op: 'test', path: '/a', value: { y: [1, { z: -0 }], x: 1 } }],
    { a: { x: 1, y: [1, { z: 0 }] } },
  ],
  [
    'appending to an array by its length',
    { a: [1] },
    [{ op: 'add', path: '/a/1', value: 2 }],
    { a: [1, 2] },
  ],
  [
    'copying, and changing one of both',
    { a: { n: [1] } },
    [
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'add', path: '/b/n/-', value: 2 },
    ],
    { a: { n: [1] }, b: { n: [1, 2] } },
  ],
  ['moving to the same place', { a: 1 }, [{ op: 'move', from: '/a', path: '/a' }], { a: 1 }],
  [
    'moving out of what is replaced',
    { a: { b: 1 } },
    [{ op: 'move', from: '/a/b', path: '/a' }],
    { a: 1 },
  ],
  [
    'a value that is patched itself',
    {},
    [
      { op: 'add', path: '/a', value: {} },
      { op: 'add', path: '/a/b', value: 1 },
    ],
    { a: { b: 1 } },
  ],
  ['a number as a name', { 2: 'b' }, [{ op: 'remove', path: '/2' }], {}],
  [
    'names of Object.prototype as own names',
    {},
    [{ op: 'add', path: '/toString', value: 1 }],
    { toString: 1 },
  ],
]

const REFUSED: readonly Case[] = [
  [
    'A.9 a test that fails',
    { baz: 'qux' },
    [{ op: 'test', path: '/baz', value: 'bar' }],
    'TEST_FAILED',
  ],
  [
    'A.12 a target that is not there',
    { foo: 'bar' },
    [{ op: 'add', path: '/baz/bat', value: 'qux' }],
    'NOT_APPLICABLE',
  ],
  [
    'A.15 a string for a number',
    { '/': 9, '~1': 10 },
    [{ op: 'test', path: '/~01', value: '10' }],
    'TEST_FAILED',
  ],
  ['removing what is not there', { a: 1 }, [{ op: 'remove', path: '/b' }], 'NOT_APPLICABLE'],
  [
    'replacing what is not there',
    { a: 1 },
    [{ op: 'replace', path: '/b', value: 1 }],
    'NOT_APPLICABLE',
  ],
  ['removing the whole', { a: 1 }, [{ op: 'remove', path: '' }], 'NOT_APPLICABLE'],
  [
    'an index beyond the end',
    { a: [1] },
    [{ op: 'add', path: '/a/2', value: 1 }],
    'NOT_APPLICABLE',
  ],
  [
    'an index with a leading zero',
    { a: [1, 2] },
    [{ op: 'remove', path: '/a/01' }],
    'NOT_APPLICABLE',
  ],
  [
    'an index that is none',
    { a: [1] },
    [{ op: 'replace', path: '/a/1e0', value: 1 }],
    'NOT_APPLICABLE',
  ],
  ['a negative index', { a: [1] }, [{ op: 'test', path: '/a/-1', value: 1 }], 'NOT_APPLICABLE'],
  ['`-` where an item must be', { a: [1] }, [{ op: 'remove', path: '/a/-' }], 'NOT_APPLICABLE'],
  ['below a string', { a: 'x' }, [{ op: 'add', path: '/a/b', value: 1 }], 'NOT_APPLICABLE'],
  [
    'a length of an array',
    { a: [1] },
    [{ op: 'test', path: '/a/length', value: 1 }],
    'NOT_APPLICABLE',
  ],
  [
    'a name of Object.prototype',
    {},
    [{ op: 'copy', from: '/toString', path: '/a' }],
    'NOT_APPLICABLE',
  ],
  ['copying what is not there', {}, [{ op: 'copy', from: '/a', path: '/b' }], 'NOT_APPLICABLE'],
  ['__proto__', {}, [{ op: 'add', path: '/__proto__/a', value: 1 }], 'INVALID'],
  ['moving into itself', { a: {} }, [{ op: 'move', from: '/a', path: '/a/b' }], 'INVALID'],
  ['no op', {}, [{ path: '/a', value: 1 }], 'INVALID'],
  ['an unknown op', {}, [{ op: 'spam', path: '/a', value: 1 }], 'INVALID'],
  ['no path', {}, [{ op: 'add', value: 1 }], 'INVALID'],
  ['a path that is no pointer', {}, [{ op: 'add', path: 'a', value: 1 }], 'INVALID'],
  ['a path with a lone ~', {}, [{ op: 'add', path: '/a~2', value: 1 }], 'INVALID'],
  ['no value', {}, [{ op: 'add', path: '/a' }], 'INVALID'],
  ['no from', {}, [{ op: 'move', path: '/a' }], 'INVALID'],
]

describe('JSON Patch', () => {
  it.each(APPLICABLE)('%s', (...[, document, patch, result]) => {
    const before = structuredClone(document)
    expect(apply(document, patch)).toEqual(result)
    expect(document).toEqual(before)
  })

  it.each(REFUSED)('refuses %s', (...[, document, patch, code]) => {
    expect(codeOf(() => apply(document, patch))).toBe(`CSTORE_PATCH_${String(code)}`)
  })

  it('is a list of so many operations at most', () => {
    const test = { op: 'test', path: '', value: {} }
    const patch = Array.from({ length: MAX_PATCH_OPERATIONS }, () => test)
    expect(apply({}, patch)).toEqual({})
    expect(codeOf(() => apply({}, [...patch, test]))).toBe('CSTORE_PATCH_INVALID')
    expect(codeOf(() => apply({}, { ...test }))).toBe('CSTORE_PATCH_INVALID')
    expect(codeOf(() => apply({}, [5]))).toBe('CSTORE_PATCH_INVALID')
  })

  it('does not let copies of copies grow without bound', () => {
    const doubling = Array.from({ length: 100 }, (_, n) => ({
      op: 'copy',
      from: '',
      path: `/${n}`,
    }))
    expect(codeOf(() => apply({ text: 'x'.repeat(100) }, doubling))).toBe(
      'CSTORE_PATCH_NOT_APPLICABLE',
    )
  })

  it('adds what it is told and takes it away again', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.string(),
        fc.jsonValue(),
        (document, name, value) => {
          fc.pre(name !== '__proto__' && !Object.hasOwn(document, name))
          const path = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
          const patch = [
            { op: 'add', path, value },
            { op: 'test', path, value },
            { op: 'remove', path },
          ]
          expect(apply(document, patch)).toEqual(structuredClone(document))
        },
      ),
    )
  })
})
