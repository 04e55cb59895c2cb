import { expect, it } from 'vitest'
import { readTestEnvironment } from './environment.ts'

it('takes an empty value as not set', () => {
  const empty = readTestEnvironment({ CSTORE_TEST_REDIS_URL: '', CSTORE_TEST_MONGO_IMAGE: '' })
  expect(empty).toEqual(readTestEnvironment({}))
  expect(empty).toMatchObject({ redisUrl: undefined, mongoImage: 'mongo:8', redisImage: 'redis:8' })
})

it('requires services only when told so', () => {
  expect(readTestEnvironment({ CSTORE_REQUIRE_SERVICES: '1' }).requireServices).toBe(true)
  expect(readTestEnvironment({ CSTORE_REQUIRE_SERVICES: '0' }).requireServices).toBe(false)
})
