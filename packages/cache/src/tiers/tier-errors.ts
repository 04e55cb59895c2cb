/**
 * The tier was not asked: it is away, or it came back and nobody knows yet what it holds. Stays
 * inside the cache, which goes on without it.
 */
export class TierUnavailableError extends Error {
  readonly code = 'CSTORE_CACHE_TIER_UNAVAILABLE'

  constructor(options?: ErrorOptions) {
    super('The cache is away. Requests go on without it until it is back.', options)
    this.name = 'TierUnavailableError'
  }
}

/** `REDIS_URL` cannot be used. The message never holds any of it: there are passwords in it. */
export class RedisAddressError extends Error {
  readonly code = 'CSTORE_CACHE_REDIS_ADDRESS'

  constructor(expected: string, options?: ErrorOptions) {
    super(`Expected the address of Redis to have ${expected}.`, options)
    this.name = 'RedisAddressError'
  }
}
