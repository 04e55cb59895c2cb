import { expect, test } from 'vitest'
import { documentId, documentOf } from './documents.ts'

test.each([200, 2000, 50_000])('a document of %i bytes has just that many', (bytes) => {
  expect(Buffer.byteLength(JSON.stringify(documentOf(documentId(7), bytes)))).toBe(bytes)
})
