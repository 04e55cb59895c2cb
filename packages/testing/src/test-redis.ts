import { inject } from 'vitest'
import { serviceMissing } from './service-missing.ts'
import { startRedisServer } from './redis-server.ts'
import { claimDatabase } from './shared-redis.ts'

export interface TestRedis {
  /** A server or a logical database that no other test uses at the same time. */
  readonly url: string
  /** Which backend this is, as the report calls it. */
  readonly name: string
  close(): Promise<void>
}

/**
 * Empty Redis for one test: a process of its own where we have the program, else a logical
 * database of the shared server. Without Redis the test that asks is skipped, or fails if
 * services are required; so ask in a test or a `beforeEach`, not in a `beforeAll`.
 */
export async function testRedis(): Promise<TestRedis> {
  const backend = inject('cstoreRedis')
  if (!backend.found) return serviceMissing('Redis', backend.reason)
  if (backend.url !== undefined) {
    const claim = await claimDatabase(backend.url)
    return { url: claim.url, name: backend.name, close: () => claim.release() }
  }
  const server = await startRedisServer()
  return { url: server.url, name: backend.name, close: () => server.stop() }
}
