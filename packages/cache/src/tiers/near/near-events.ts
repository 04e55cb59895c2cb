/** What the near tier tells. Never holds a key. */
export type NearEvent =
  | { readonly type: 'near_read'; readonly outcome: NearReadOutcome }
  /** From the sending of a heartbeat to the arrival of its invalidation. */
  | { readonly type: 'near_lag'; readonly seconds: number }
  /** Once, at the start: no value is served longer than this after it was invalidated. */
  | { readonly type: 'near_bound'; readonly seconds: number }

/**
 * `hit`: served from memory. `miss`: nothing there. `untrusted`: invalidations are not known to
 * arrive in time, so whatever was there was not looked at.
 */
type NearReadOutcome = 'hit' | 'miss' | 'untrusted'
