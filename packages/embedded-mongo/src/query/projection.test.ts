import { deserialize, type Document } from 'bson'
import { expect, it } from 'vitest'
import { encodeDocument } from '../bson/encode.ts'
import { CommandError } from '../command-error.ts'
import { documentOf } from '../test-support/document-of.ts'
import { compileProjection } from './projection.ts'

const DOCUMENT = {
  _id: 1,
  a: 'x',
  b: { c: 1, d: 2 },
  e: [{ c: 1, d: 2 }, { c: 3 }, 5],
}

function project(spec: Document): Document {
  const document = documentOf(DOCUMENT)
  return deserialize(
    compileProjection(documentOf(spec))({ document, bytes: encodeDocument(document) }),
  )
}

it.each([
  [{}, DOCUMENT],
  [{ a: 1 }, { _id: 1, a: 'x' }],
  [{ a: 1, _id: 0 }, { a: 'x' }],
  [{ _id: 1 }, { _id: 1 }],
  [{ _id: 0 }, { a: DOCUMENT.a, b: DOCUMENT.b, e: DOCUMENT.e }],
  [
    { a: 0, e: 0 },
    { _id: 1, b: DOCUMENT.b },
  ],
  [{ 'b.c': 1 }, { _id: 1, b: { c: 1 } }],
  [{ b: { c: 1 } }, { _id: 1, b: { c: 1 } }],
  [
    { 'b.c': 0, e: 0 },
    { _id: 1, a: 'x', b: { d: 2 } },
  ],
  [{ 'e.c': 1 }, { _id: 1, e: [{ c: 1 }, { c: 3 }] }],
  [
    { 'e.c': 0, b: 0 },
    { _id: 1, a: 'x', e: [{ d: 2 }, {}, 5] },
  ],
  [
    { e: { $slice: 1 }, a: 1 },
    { _id: 1, a: 'x', e: [{ c: 1, d: 2 }] },
  ],
  [
    { e: { $slice: [-2, 1] }, b: 0 },
    { _id: 1, a: 'x', e: [{ c: 3 }] },
  ],
  [{ e: { $elemMatch: { c: 3 } } }, { _id: 1, e: [{ c: 3 }] }],
  [{ missing: 1 }, { _id: 1 }],
  [{ sum: { $add: ['$b.c', '$b.d'] } }, { _id: 1, sum: 3 }],
])('%j keeps %j', (spec, expected) => {
  expect(project(spec)).toEqual(expected)
})

it('refuses to include and exclude at once', () => {
  expect(() => project({ a: 1, b: 0 })).toThrow(CommandError)
})
