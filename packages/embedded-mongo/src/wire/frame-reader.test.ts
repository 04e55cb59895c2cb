import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { FrameReader } from './frame-reader.ts'
import { ProtocolError } from './protocol-error.ts'

function message(payload: Uint8Array): Buffer {
  const header = Buffer.alloc(16)
  header.writeInt32LE(16 + payload.length)
  return Buffer.concat([header, payload])
}

it('gives the messages that were sent, however the bytes are cut', () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 5 })
  fc.assert(
    fc.property(payloads, fc.array(fc.integer({ min: 1, max: 30 })), (sent, sizes) => {
      const messages = sent.map(message)
      let rest: Buffer = Buffer.concat(messages)
      const reader = new FrameReader()
      const received: Buffer[] = []
      for (const size of [...sizes, rest.length]) {
        received.push(...reader.push(rest.subarray(0, size)))
        rest = rest.subarray(size)
      }
      received.push(...reader.push(rest))
      expect(received).toEqual(messages)
    }),
  )
})

it.each([0, -1, 15, 48_000_001])('refuses a message of %j bytes', (length) => {
  const bytes = Buffer.alloc(16)
  bytes.writeInt32LE(length)
  expect(() => new FrameReader().push(bytes)).toThrow(ProtocolError)
})
