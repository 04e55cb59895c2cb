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

/** Nobody can tell what changes while the log of changes cannot be reached. */
export class ChangesUnavailableError extends Error {
  readonly code = 'CSTORE_CACHE_CHANGES_UNAVAILABLE'

  constructor() {
    super('The log of changes cannot be reached. Read what you need, and try again in a moment.')
    this.name = 'ChangesUnavailableError'
  }
}

/** The database did the write, but nobody can tell whether all caches have forgotten the old value. */
export class WriteUnsettledError extends Error {
  readonly code = 'CSTORE_CACHE_WRITE_UNSETTLED'

  constructor(cause: unknown) {
    super(
      'The write was done, but whether every reader sees it could not be confirmed. Read the document before you repeat it.',
      { cause },
    )
    this.name = 'WriteUnsettledError'
  }
}
