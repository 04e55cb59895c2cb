/** What is tortured: CStore, or what it is compared with behind the same routes. */
import type { ServerSpec } from '@cstore/testing/standalone'
import type { PodAddresses } from '../cluster/pod.ts'
import { programs } from '../cluster/programs.ts'
import type { TortureOptions } from '../options.ts'

/** One key for the run; what it protects is gone after it. */
export const adminKey = 'key-of-the-torture-run'

export const comparedEngines = ['plain', 'bentocache', 'async-cache-dedupe'] as const
export const engineNames: readonly string[] = ['cstore', ...comparedEngines]

type Run = Pick<TortureOptions, 'engine' | 'policy' | 'bundle'>

export function engineSpec(
  { engine, policy, bundle }: Run,
  { port, redisUrl, mongodbUri, database }: PodAddresses,
): ServerSpec {
  const common = { command: process.execPath, readyTimeoutMs: 30_000 }
  if (engine !== 'cstore')
    return {
      ...common,
      args: [programs.engine, engine, String(port), redisUrl, mongodbUri, database],
      ready: /listening/,
      env: {},
    }
  return {
    ...common,
    args: [bundle ?? programs.cstore, 'serve'],
    ready: /is ready/,
    env: {
      PORT: String(port),
      REDIS_URL: redisUrl,
      MONGODB_URI: mongodbUri,
      CSTORE_DATABASE: database,
      CSTORE_ADMIN_KEY: adminKey,
      CSTORE_CACHE_POLICY: policy,
      // All processes share one machine: what times out shall be what a fault made slow.
      CSTORE_CACHE_TIMEOUT_MS: '150',
      CSTORE_LOG_LEVEL: 'error',
    },
  }
}
