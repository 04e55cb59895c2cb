/**
 * Puts questions to the MongoDB backend of this run (MongoDB, a third-party server or the embedded
 * one) and compares the answers with what MongoDB documents.
 */
import { isDeepStrictEqual } from 'node:util'
import { type Db, MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestMongo, testMongo } from '../src/index.ts'
import { catalogChecks } from './server-conformance/catalog-checks.ts'
import { answerOrError, type Check, type Row } from './server-conformance/check.ts'
import ferretdbLeftOut from './server-conformance/ferretdb-left-out.json' with { type: 'json' }
import { filterChecks } from './server-conformance/filter-checks.ts'
import {
  knownDifferences,
  type ServerName,
  serverName,
} from './server-conformance/known-differences.ts'
import { orderChecks } from './server-conformance/order-checks.ts'
import { typeChecks } from './server-conformance/type-checks.ts'
import { writeChecks } from './server-conformance/write-checks.ts'

const groups: readonly (readonly [string, readonly Check[]])[] = [
  ['filters', filterChecks],
  ['order and cursors', orderChecks],
  ['BSON types', typeChecks],
  ['writes', writeChecks],
  ['collections and indexes', catalogChecks],
]

let mongo: TestMongo
let client: MongoClient
let db: Db
let server: ServerName

beforeAll(async () => {
  mongo = await testMongo()
  client = await MongoClient.connect(mongo.uri, {
    retryWrites: false,
    // A server that closes connections is asked again at once.
    minHeartbeatFrequencyMS: 10,
  })
  db = client.db(mongo.database)
  server = await serverName(db)
})

afterAll(async () => {
  await client.close()
  await mongo.close()
})

describe.each(groups)('%s', (group, checks) => {
  it.each(checks.map((check, index) => [check.name, check, index] as const))(
    '%s',
    async (name, { documented, ask }, index) => {
      const rows = db.collection<Row>(`${group.replaceAll(' ', '_')}_${index}`)
      const known = knownDifferences[server][name]
      const asked = ask({ db, rows })
      const answer = await (known === undefined ? asked : answerOrError(asked))
      expect(answer).toEqual(known === undefined ? documented : known.answers)
      // A listed difference that is gone must be taken off the list.
      expect(known !== undefined && isDeepStrictEqual(answer, documented)).toBe(false)
    },
  )
})

it('every known difference belongs to a check', () => {
  const names = new Set(groups.flatMap(([, checks]) => checks.map(({ name }) => name)))
  const strays = Object.values(knownDifferences)
    .flatMap((differences) => Object.keys(differences))
    .filter((name) => !names.has(name))
  expect(strays).toEqual([])
})

it('every test that is left out on FerretDB is so for a known difference', () => {
  const strays = Object.keys(ferretdbLeftOut).filter((name) => !(name in knownDifferences.FerretDB))
  expect(strays).toEqual([])
})
