/**
 * The fence before a write could not be set, so the write was not begun: nothing changed.
 * The caller may try again.
 */
export class CacheUnavailableError extends Error {
  readonly code = 'CSTORE_CACHE_UNAVAILABLE'

  constructor(cause: unknown) {
    super('The cache cannot be fenced, so the write was refused. Nothing was changed; try again.', {
      cause,
    })
    this.name = 'CacheUnavailableError'
  }
}
