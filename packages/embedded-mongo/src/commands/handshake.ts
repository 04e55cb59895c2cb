/**
 * What the server says of itself. A standalone without sessions (no
 * `logicalSessionTimeoutMinutes`), so drivers send no transaction numbers and retry no writes:
 * a retried write would need a memory of those done.
 */
import { Int32 } from 'bson'
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { MAX_DOCUMENT_BYTES, MAX_MESSAGE_BYTES, MAX_WRITE_BATCH } from '../limits.ts'
import type { Answer, CommandContext } from './context.ts'

/** Wire version of MongoDB 8.0. */
const MAX_WIRE_VERSION = 25

export function hello({ connectionId, command }: CommandContext): Answer {
  const answer: BsonDocument = new Map<string, BsonValue>([
    ['helloOk', true],
    [command.name === 'hello' ? 'isWritablePrimary' : 'ismaster', true],
    ['maxBsonObjectSize', new Int32(MAX_DOCUMENT_BYTES)],
    ['maxMessageSizeBytes', new Int32(MAX_MESSAGE_BYTES)],
    ['maxWriteBatchSize', new Int32(MAX_WRITE_BATCH)],
    ['localTime', new Date()],
    ['connectionId', new Int32(connectionId)],
    ['minWireVersion', new Int32(0)],
    ['maxWireVersion', new Int32(MAX_WIRE_VERSION)],
    ['readOnly', false],
  ])
  return answer
}

export function buildInfo(): Answer {
  return new Map<string, BsonValue>([
    ['version', '8.0.0-embedded'],
    ['versionArray', [8, 0, 0, 0].map((part) => new Int32(part))],
    ['gitVersion', 'embedded'],
    ['modules', []],
    ['bits', new Int32(64)],
    ['maxBsonObjectSize', new Int32(MAX_DOCUMENT_BYTES)],
    ['cstoreEmbedded', true],
  ])
}

export function getParameter({ command }: CommandContext): Answer {
  const wanted = command.get('featureCompatibilityVersion')
  if (wanted === undefined && command.get('getParameter') !== '*')
    throw new CommandError('InvalidOptions', 'no option found to get')
  return new Map<string, BsonValue>([
    ['featureCompatibilityVersion', new Map([['version', '8.0']])],
  ])
}

export function connectionStatus(): Answer {
  return new Map<string, BsonValue>([
    [
      'authInfo',
      new Map<string, BsonValue>([
        ['authenticatedUsers', []],
        ['authenticatedUserRoles', []],
      ]),
    ],
  ])
}

export function nothing(): Answer {
  return new Map()
}
