import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodePage, encodePage } from './page-envelope.ts'

it('gives back what was put in, for any generation and body', () => {
  const generation = fc.stringMatching(/^[\x21-\x7e]{0,255}$/)
  const body = fc.uint8Array().map((bytes) => Buffer.from(bytes))
  fc.assert(
    fc.property(generation, fc.nat(), body, (name, freshUntilMs, bytes) => {
      const page = { generation: name, freshUntilMs, body: bytes }
      expect(decodePage(encodePage(page))).toEqual(page)
    }),
  )
})

it('takes nothing else for a page', () => {
  const page = encodePage({ generation: '17', freshUntilMs: 5, body: Buffer.from('') })
  expect(decodePage(Buffer.alloc(0))).toBeNull()
  expect(decodePage(page.subarray(0, -1))).toBeNull()
  expect(decodePage(Buffer.from([2, ...page.subarray(1)]))).toBeNull()
})
