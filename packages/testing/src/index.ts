export { startCdn } from './cdn-server.ts'
export type { CdnOptions, CdnServer } from './servers/cdn-process.ts'
export { type Direction, FaultProxy, type ProxyTarget } from './fault-proxy/fault-proxy.ts'
export type { Faults } from './fault-proxy/faults.ts'
export { type RedisServer, type RedisServerOptions, startRedisServer } from './redis-server.ts'
export {
  type RedisCluster,
  type RedisClusterOptions,
  type RedisSentinel,
  type RedisTlsServer,
  startRedisCluster,
  startRedisSentinel,
  startRedisTls,
} from './redis-topologies.ts'
export { type TestMongo, testMongo } from './test-mongo.ts'
export { type TestRedis, testRedis } from './test-redis.ts'
export {
  AddressUnusableError,
  BackendMissingError,
  NoFreeDatabaseError,
  ServerStartError,
  TestingError,
} from './testing-errors.ts'
