import { expect, it } from 'vitest'
import { checkMongoTopology } from './mongo-topology.ts'

it.each([
  [{ msg: 'isdbgrid' }, 'ok', /^sharded/u],
  [{ setName: 'rs0', hosts: ['a', 'b', 'c'] }, 'ok', /^replica set rs0 with 3 members/u],
  [{ setName: 'rs0', hosts: ['a'] }, 'warn', /^replica set rs0 with 1 member that holds data/u],
  [{}, 'warn', /^a single server/u],
])('knows what %j is', (hello, status, detail) => {
  const expected = { status, detail: expect.stringMatching(detail) }
  expect(checkMongoTopology(hello)).toMatchObject(expected)
})
