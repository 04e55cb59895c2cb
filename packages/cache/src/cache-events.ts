import type { EpochPhase } from './epoch/epoch-state.ts'
import type { NearEvent } from './tiers/near/near-events.ts'

/** How a read was served. */
export type ReadOutcome = 'hit' | 'stale' | 'miss' | 'bypass'

/** How a page of a list was served. */
export type ListOutcome = 'hit' | 'miss' | 'bypass'

export type ListFillOutcome = 'stored' | 'rejected' | 'failed' | 'too_large'

/**
 * Everything the cache does is told through these; metrics and logs subscribe. Never holds a key.
 * A write is one `fence` event at its begin and one at its end, however many documents it touches.
 */
export type CacheEvent =
  | { readonly type: 'read'; readonly outcome: ReadOutcome; readonly collapsed: boolean }
  | { readonly type: 'fill'; readonly outcome: 'stored' | 'rejected' | 'failed' }
  | { readonly type: 'fence'; readonly step: 'begin' | 'end'; readonly outcome: FenceOutcome }
  | { readonly type: 'refresh'; readonly outcome: 'done' | 'failed' }
  | { readonly type: 'list_read'; readonly outcome: ListOutcome; readonly collapsed: boolean }
  | { readonly type: 'list_fill'; readonly outcome: ListFillOutcome }
  | { readonly type: 'tier_error'; readonly operation: TierOperation }
  | NearEvent
  | { readonly type: 'epoch'; readonly phase: EpochPhase }

/**
 * `left`: the outcome of the write is unknown, so its fence stands until it expires.
 * `closed`: none was needed, since nobody reads the cache.
 */
type FenceOutcome = 'ok' | 'failed' | 'left' | 'closed'

export type TierOperation =
  | 'connect'
  | 'near'
  | 'get'
  | 'acquire'
  | 'fill'
  | 'release'
  | 'begin_write'
  | 'end_write'
  | 'get_page'
  | 'begin_page'
  | 'fill_page'
  | 'begin_list_write'
  | 'end_list_write'
