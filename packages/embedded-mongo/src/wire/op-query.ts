/** OP_QUERY on `<database>.$cmd`: only the first `isMaster` of a driver still comes this way. */
import type { RawDocument } from '../bson/encode.ts'
import { encodeMessage } from './header.ts'
import { ProtocolError } from './protocol-error.ts'

export const OP_QUERY = 2004
const OP_REPLY = 1

export interface LegacyQuery {
  readonly database: string
  readonly body: RawDocument
}

/** @param payload what follows the header @throws ProtocolError */
export function parseOpQuery(payload: Buffer): LegacyQuery {
  const nameEnd = payload.indexOf(0, 4)
  const bodyStart = nameEnd + 1 + 8
  if (nameEnd === -1 || bodyStart + 5 > payload.length)
    throw new ProtocolError('Expected a query in OP_QUERY')
  const name = payload.toString('utf8', 4, nameEnd)
  const size = payload.readInt32LE(bodyStart)
  if (!name.endsWith('.$cmd') || size < 5 || bodyStart + size > payload.length)
    throw new ProtocolError('Expected a command in OP_QUERY')
  return {
    database: name.slice(0, -'.$cmd'.length),
    body: payload.subarray(bodyStart, bodyStart + size),
  }
}

export function encodeOpReply(document: RawDocument, responseTo: number): Buffer {
  const fields = Buffer.alloc(20)
  fields.writeInt32LE(8, 0) // AwaitCapable, which every server since 1.6 sets
  fields.writeInt32LE(1, 16) // one document
  return encodeMessage({ opCode: OP_REPLY, responseTo }, [fields, document])
}
