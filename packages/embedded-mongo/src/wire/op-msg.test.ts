import * as fc from 'fast-check'
import { serialize } from 'bson'
import { describe, expect, it } from 'vitest'
import { errorOf } from '../test-support/error-of.ts'
import { parseOpMsg } from './op-msg.ts'
import { parseOpQuery } from './op-query.ts'
import { ProtocolError } from './protocol-error.ts'

const BODY = Buffer.from(serialize({ insert: 'c', $db: 'd' }))
const DOCUMENTS = [Buffer.from(serialize({ _id: 1 })), Buffer.from(serialize({ _id: 2 }))]

function flags(bits: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(bits)
  return bytes
}

const body = Buffer.concat([Buffer.from([0]), BODY])

function sequence(name: string, documents: readonly Buffer[]): Buffer {
  const content = Buffer.concat([Buffer.from(`${name}\0`), ...documents])
  const head = Buffer.alloc(5)
  head.writeUInt8(1)
  head.writeInt32LE(4 + content.length, 1)
  return Buffer.concat([head, content])
}

describe('OP_MSG', () => {
  it('is a body, and sequences before or after it', () => {
    const documents = sequence('documents', DOCUMENTS)
    for (const sections of [
      [body, documents],
      [documents, body],
    ]) {
      const message = parseOpMsg(Buffer.concat([flags(0), ...sections]))
      expect(message.body.equals(BODY)).toBe(true)
      expect(message.sequences.get('documents')).toEqual(DOCUMENTS)
      expect(message.wantsReply).toBe(true)
    }
  })

  it('may end in a checksum, and may want no reply', () => {
    const message = parseOpMsg(Buffer.concat([flags(3), body, Buffer.alloc(4)]))
    expect(message.body.equals(BODY)).toBe(true)
    expect(message.wantsReply).toBe(false)
  })

  it('ignores unknown flags of the upper half, and refuses those of the lower', () => {
    expect(parseOpMsg(Buffer.concat([flags(0x80000000), body])).wantsReply).toBe(true)
    expect(() => parseOpMsg(Buffer.concat([flags(4), body]))).toThrow(ProtocolError)
  })

  it.each([
    ['no flags', Buffer.alloc(3)],
    ['no body', flags(0)],
    ['two bodies', Buffer.concat([flags(0), body, body])],
    ['an unknown section', Buffer.concat([flags(0), Buffer.from([7]), BODY])],
    ['a body that ends early', Buffer.concat([flags(0), body.subarray(0, -1)])],
    [
      'two sequences of a name',
      Buffer.concat([flags(0), body, sequence('a', []), sequence('a', [])]),
    ],
  ])('is refused with %s', (_, payload) => {
    expect(() => parseOpMsg(payload)).toThrow(ProtocolError)
  })
})

it('garbage is refused as such, whichever the op code', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      for (const parse of [parseOpMsg, parseOpQuery]) {
        const error = errorOf(() => parse(Buffer.from(bytes)))
        expect(error ?? new ProtocolError('none')).toBeInstanceOf(ProtocolError)
      }
    }),
  )
})
