export { createMetrics, type Metrics, type StoreState } from './metrics.ts'
export type { MetricsSnapshot } from './metrics-snapshot.ts'
