import { HEADER_BYTES } from './frame-reader.ts'

export interface Header {
  readonly requestId: number
  readonly opCode: number
}

/** @param message at least as long as a header */
export function parseHeader(message: Buffer): Header {
  return { requestId: message.readInt32LE(4), opCode: message.readInt32LE(12) }
}

export interface ReplyHeader {
  readonly responseTo: number
  readonly opCode: number
}

/** Replies need no id of their own: nothing answers them. */
export function encodeMessage(
  { responseTo, opCode }: ReplyHeader,
  parts: readonly Buffer[],
): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, HEADER_BYTES)
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeInt32LE(length, 0)
  header.writeInt32LE(responseTo, 8)
  header.writeInt32LE(opCode, 12)
  return Buffer.concat([header, ...parts], length)
}
