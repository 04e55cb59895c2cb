/** OP_MSG, the one message of modern drivers: sections of documents after a word of flags. */
import type { RawDocument } from '../bson/encode.ts'
import { encodeMessage } from './header.ts'
import { ProtocolError } from './protocol-error.ts'

export const OP_MSG = 2013

const CHECKSUM_PRESENT = 1
const MORE_TO_COME = 2
/** The lower half must be understood by whoever reads it; the upper may be ignored. */
const REQUIRED_FLAGS = 0xffff
const CHECKSUM_BYTES = 4
const BODY = 0
const SEQUENCE = 1

export interface CommandMessage {
  readonly body: RawDocument
  /** Arrays of documents of the command that came in a section of their own. */
  readonly sequences: ReadonlyMap<string, readonly RawDocument[]>
  readonly wantsReply: boolean
}

/** @param payload what follows the header @throws ProtocolError */
export function parseOpMsg(payload: Buffer): CommandMessage {
  if (payload.length < 4) throw new ProtocolError('Expected flags in OP_MSG')
  const flags = payload.readUInt32LE(0)
  if ((flags & REQUIRED_FLAGS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0)
    throw new ProtocolError('Expected no unknown required flag in OP_MSG')
  // The loopback interface does not corrupt; the checksum is skipped, as drivers do not send it.
  const end = payload.length - ((flags & CHECKSUM_PRESENT) === 0 ? 0 : CHECKSUM_BYTES)
  let body: RawDocument | undefined
  const sequences = new Map<string, RawDocument[]>()
  let offset = 4
  while (offset < end) {
    const kind = payload[offset]
    const size = sizeAt(payload, offset + 1, end)
    const section = payload.subarray(offset + 1, offset + 1 + size)
    if (kind === BODY && body === undefined) body = section
    else if (kind === SEQUENCE) addSequence(sequences, section)
    else throw new ProtocolError('Expected one body section and sequences in OP_MSG')
    offset += 1 + size
  }
  if (body === undefined) throw new ProtocolError('Expected a body section in OP_MSG')
  return { body, sequences, wantsReply: (flags & MORE_TO_COME) === 0 }
}

function addSequence(sequences: Map<string, RawDocument[]>, section: Buffer): void {
  const nameEnd = section.indexOf(0, 4)
  if (nameEnd === -1) throw new ProtocolError('Expected a name in a document sequence')
  const name = section.toString('utf8', 4, nameEnd)
  if (sequences.has(name)) throw new ProtocolError('Expected one sequence per name in OP_MSG')
  const documents: RawDocument[] = []
  let offset = nameEnd + 1
  while (offset < section.length) {
    const size = sizeAt(section, offset, section.length)
    documents.push(section.subarray(offset, offset + size))
    offset += size
  }
  sequences.set(name, documents)
}

/** A length that counts itself, and must leave what it measures within `end`. */
function sizeAt(bytes: Buffer, offset: number, end: number): number {
  const size = offset + 4 <= end ? bytes.readInt32LE(offset) : 0
  if (size < 5 || offset + size > end)
    throw new ProtocolError('Expected a section to fit its message')
  return size
}

export function encodeOpMsg(document: RawDocument, responseTo: number): Buffer {
  return encodeMessage({ opCode: OP_MSG, responseTo }, [Buffer.alloc(5), document])
}
