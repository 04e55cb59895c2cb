import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeEnvelope, encodeEnvelope, type Envelope } from './envelope.ts'

const envelope = fc.record({
  entry: fc.record({
    kind: fc.constantFrom('document' as const, 'absent' as const),
    version: fc.nat(2 ** 31),
    createdAtMs: fc.integer({ min: 0, max: 4e12 }),
    updatedAtMs: fc.integer({ min: 0, max: 4e12 }),
    etag: fc.string({ unit: fc.constantFrom('"', 'a', 'Z', '0', '9', '-', '_'), maxLength: 60 }),
    body: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  }),
  freshUntilMs: fc.integer({ min: 0, max: 4e12 }),
  loadMs: fc.nat(100_000),
}) satisfies fc.Arbitrary<Envelope>

it('gives back what was put in', () => {
  fc.assert(
    fc.property(envelope, (one) => {
      expect(decodeEnvelope(encodeEnvelope(one))).toEqual(one)
    }),
  )
})

it('takes no foreign bytes for an envelope', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const decoded = decodeEnvelope(Buffer.from(bytes))
      return decoded === null || bytes[0] === 1
    }),
  )
  expect(decodeEnvelope(Buffer.alloc(0))).toBeNull()
})

it('takes no envelope cut short in its header for one', () => {
  fc.assert(
    fc.property(envelope, fc.nat(39), (one, length) => {
      expect(decodeEnvelope(encodeEnvelope(one).subarray(0, length))).toBeNull()
    }),
  )
})
