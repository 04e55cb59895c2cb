/** What works without vitest too: for programs that start servers and break their connections. */
export { type Direction, FaultProxy, type ProxyTarget } from './fault-proxy/fault-proxy.ts'
export type { Faults } from './fault-proxy/faults.ts'
export { findNginx } from './processes/find-nginx.ts'
export { findOnPath } from './processes/find-on-path.ts'
export { onFreePort } from './processes/free-port.ts'
export {
  closeRunDirectory,
  makeDataDirectory,
  openRunDirectory,
} from './processes/run-directory.ts'
export { watchRunDirectory } from './processes/run-watchdog.ts'
export {
  type ServerProcess,
  type ServerSpec,
  startServerProcess,
} from './processes/server-process.ts'
export type { RedisServer, RedisServerOptions } from './redis-server.ts'
export { type CdnServer, startCdnProcess } from './servers/cdn-process.ts'
export { startRedisProcess } from './servers/redis-process.ts'
export { ServerStartError } from './testing-errors.ts'
