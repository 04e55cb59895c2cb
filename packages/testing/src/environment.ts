/**
 * The environment variables that choose where tests run. An empty value means not set.
 */
export interface TestEnvironment {
  readonly mongodbUri: string | undefined
  readonly redisUrl: string | undefined
  readonly mongoImage: string
  readonly redisImage: string
  /** A missing service fails the run instead of skipping tests. */
  readonly requireServices: boolean
}

export function readTestEnvironment(
  env: Readonly<Record<string, string | undefined>> = process.env,
): TestEnvironment {
  return {
    mongodbUri: env['CSTORE_TEST_MONGODB_URI'] || undefined,
    redisUrl: env['CSTORE_TEST_REDIS_URL'] || undefined,
    mongoImage: env['CSTORE_TEST_MONGO_IMAGE'] || 'mongo:8',
    redisImage: env['CSTORE_TEST_REDIS_IMAGE'] || 'redis:8',
    requireServices: env['CSTORE_REQUIRE_SERVICES'] === '1',
  }
}
