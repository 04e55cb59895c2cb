/**
 * Updates by aggregation pipeline, which mingo runs on plain values. What it left as it was is
 * taken from the document instead, so that its BSON types stay.
 */
import { isDeepStrictEqual } from 'node:util'
import { serialize } from 'bson'
import { Aggregator } from 'mingo'
import { decodeDocument } from '../bson/decode.ts'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { isDocument } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { plainDocument, type PlainDocument } from '../query/plain.ts'
import { refuseScriptsAndWrites } from '../query/refused.ts'

const STAGES = new Set(['$set', '$addFields', '$unset', '$project', '$replaceRoot', '$replaceWith'])

export function compilePipeline(
  update: readonly BsonValue[],
): (document: BsonDocument) => BsonDocument {
  const stages = update.map((stage) => {
    const [name] = isDocument(stage) ? stage.keys() : []
    if (!isDocument(stage) || name === undefined || !STAGES.has(name))
      throw new CommandError(
        'InvalidOptions',
        `${name ?? 'This'} is not allowed to be used within an update`,
      )
    return plainDocument(stage)
  })
  refuseScriptsAndWrites(stages)
  const aggregator = new Aggregator(stages, { scriptEnabled: false })
  return (document) => {
    const before = plainDocument(document)
    const [after] = aggregator.run<PlainDocument>([plainDocument(document)])
    return after === undefined ? document : merged(document, before, after)
  }
}

function merged(typed: BsonDocument, before: PlainDocument, after: PlainDocument): BsonDocument {
  const converted = decodeDocument(Buffer.from(serialize(after)))
  const result: BsonDocument = new Map()
  for (const [name, value] of converted) {
    const kept = typed.has(name) && isDeepStrictEqual(before[name], after[name])
    result.set(name, kept ? typed.get(name) : value)
  }
  return result
}
