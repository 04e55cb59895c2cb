/**
 * Libraries that CStore is measured beside, in a package of their own: they ask for another major
 * version of ioredis than CStore has.
 */
export { asyncCacheDedupe } from './async-cache-dedupe.ts'
export { bentocache } from './bentocache.ts'
export { cacheable } from './cacheable.ts'
export { type ReadThrough, type ReadThroughOptions, TTL_SECONDS } from './read-through.ts'
