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
