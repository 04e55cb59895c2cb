export { createMetrics, type Metrics } from './metrics.ts'
export type { MetricsSnapshot } from './metrics-snapshot.ts'
