import { Int32, ObjectId } from 'bson'
import { rawElements } from '../bson/decode.ts'
import { encodeDocument, type RawDocument } from '../bson/encode.ts'
import type { BsonDocument } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import type { Answer, CommandContext } from './context.ts'
import { withWriteErrors, writeError } from './write-result.ts'

export function insert({ command, engine }: CommandContext): Answer {
  const { namespace } = command
  const documents = command.rawDocuments('documents')
  const ordered = command.flag('ordered', true)
  const collection = engine.ensure(namespace)
  const errors: BsonDocument[] = []
  let inserted = 0
  for (const [index, bytes] of documents.entries()) {
    try {
      collection.insert(storable(bytes))
      inserted++
    } catch (error) {
      errors.push(writeError(index, error))
      if (ordered) break
    }
  }
  return withWriteErrors(new Map([['n', new Int32(inserted)]]), errors)
}

const ARRAY_TYPE = 0x04
const REGEX_TYPE = 0x0b
const UNDEFINED_TYPE = 0x06

/** The client's own bytes, with `_id` in front. A copy: the message they came in is larger. */
export function storable(bytes: RawDocument): Buffer {
  const elements = rawElements(bytes)
  const position = elements.findIndex(({ name }) => name === '_id')
  const id = elements[position]
  if (id === undefined) return withNewId(bytes)
  if ([ARRAY_TYPE, REGEX_TYPE, UNDEFINED_TYPE].includes(id.type))
    throw new CommandError(
      'InvalidIdField',
      "The '_id' value cannot be of type array, regex or undefined",
    )
  if (position === 0) return Buffer.from(bytes)
  const end = id.offset + id.length
  return Buffer.concat([
    bytes.subarray(0, 4),
    bytes.subarray(id.start, end),
    bytes.subarray(4, id.start),
    bytes.subarray(end),
  ])
}

function withNewId(bytes: RawDocument): Buffer {
  const id = encodeDocument(new Map([['_id', new ObjectId()]])).subarray(4, -1)
  const result = Buffer.concat([bytes.subarray(0, 4), id, bytes.subarray(4)])
  result.writeInt32LE(result.length)
  return result
}
