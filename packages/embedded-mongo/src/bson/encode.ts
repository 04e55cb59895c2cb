import { serialize } from 'bson'
import type { BsonDocument } from './value.ts'

/** A BSON document that is put into an answer as it is. */
export type RawDocument = Buffer

export function encodeDocument(document: BsonDocument): Buffer {
  const bytes = serialize(document, { ignoreUndefined: false })
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export interface CursorAnswer {
  readonly batchName: 'firstBatch' | 'nextBatch'
  readonly batch: readonly RawDocument[]
  readonly namespace: string
  readonly cursorId: bigint
}

/** `{ cursor: { <batch>, id, ns }, ok: 1 }` around documents that are not decoded for it. */
export function encodeCursorAnswer(answer: CursorAnswer): Buffer {
  const id = Buffer.alloc(8)
  id.writeBigInt64LE(answer.cursorId)
  const ns = Buffer.from(`${answer.namespace}\0`)
  const cursor = wrap([
    element(0x04, answer.batchName, arrayOf(answer.batch)),
    element(0x12, 'id', id),
    element(0x02, 'ns', Buffer.concat([int32(ns.length), ns])),
  ])
  const one = Buffer.alloc(8)
  one.writeDoubleLE(1)
  return wrap([element(0x03, 'cursor', cursor), element(0x01, 'ok', one)])
}

/** Bytes that a document adds to the batch it is in, besides its own. */
export const ARRAY_ELEMENT_OVERHEAD = 12

function arrayOf(documents: readonly RawDocument[]): Buffer {
  const parts: Buffer[] = []
  documents.forEach((document, index) => {
    parts.push(Buffer.from(`\x03${index}\0`, 'latin1'), document)
  })
  return wrap(parts)
}

function element(type: number, name: string, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value])
}

function wrap(parts: readonly Buffer[]): Buffer {
  const size = parts.reduce((sum, part) => sum + part.length, 0) + 5
  return Buffer.concat([int32(size), ...parts, Buffer.from([0])], size)
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}
