import type { CacheEvent } from '@cstore/cache'
import type { Metrics } from '@cstore/metrics'

/** Counts what the cache tells. */
export function observeCache(metrics: Metrics): (event: CacheEvent) => void {
  return (event) => {
    switch (event.type) {
      case 'read':
        return metrics.cacheRead(event.outcome)
      case 'fill':
        return metrics.cacheFill(event.outcome)
      case 'fence':
        return metrics.cacheFence(event.step, event.outcome)
      case 'refresh':
        return metrics.cacheFill(`refresh_${event.outcome}`)
      case 'list_read':
        return metrics.listRead(event.outcome)
      case 'list_fill':
        return metrics.listFill(event.outcome)
      case 'tier_error':
        return metrics.cacheError(event.operation)
      case 'epoch':
        return metrics.cachePhase(event.phase)
      case 'near_read':
        return metrics.nearRead(event.outcome)
      case 'near_lag':
        return metrics.nearLag(event.seconds)
      case 'near_bound':
        return metrics.nearBound(event.seconds)
    }
  }
}
