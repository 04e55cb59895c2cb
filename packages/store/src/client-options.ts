/**
 * How the driver is set up: limits on everything, and writes acknowledged by a majority that has
 * them on disk. `retryWrites` is off: it needs sessions, which not every server has, and a write
 * sent twice by the driver would count twice in the version; a write whose outcome is unknown is
 * said to be so instead.
 */
import type { MongoClientOptions } from 'mongodb'
import type { CommandEvent } from './command-events.ts'

export interface StoreOptions {
  /** Address of MongoDB; may hold credentials and options of the driver. */
  readonly uri: string
  readonly database: string
  /** Time limit of every command but index builds, milliseconds. */
  readonly maxTimeMs: number
  /** Connections at most. */
  readonly poolSize?: number
  /** How long to look for a server and to wait for a connection, milliseconds. */
  readonly connectTimeoutMs: number
  /** Hears of every command. Must not throw. */
  readonly onCommand?: (event: CommandEvent) => void
  /** Milliseconds since 1970; the system's clock when absent. */
  readonly now?: () => number
}

const DEFAULT_POOL_SIZE = 50
const MIN_POOL_SIZE = 2
/** How much later than the server's limit a silent connection is given up. */
const SOCKET_MARGIN_MS = 2000

export function clientOptions(options: StoreOptions): MongoClientOptions {
  const { maxTimeMs, connectTimeoutMs, poolSize = DEFAULT_POOL_SIZE } = options
  return {
    writeConcern: { w: 'majority', journal: true },
    readPreference: 'primary',
    retryWrites: false,
    maxPoolSize: poolSize,
    minPoolSize: Math.min(MIN_POOL_SIZE, poolSize),
    serverSelectionTimeoutMS: connectTimeoutMs,
    connectTimeoutMS: connectTimeoutMs,
    waitQueueTimeoutMS: connectTimeoutMs,
    socketTimeoutMS: maxTimeMs + SOCKET_MARGIN_MS,
    monitorCommands: options.onCommand !== undefined,
    appName: 'cstore',
  }
}
