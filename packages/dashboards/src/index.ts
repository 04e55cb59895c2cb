import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { application } from './application.ts'
import { dashboard } from './dashboard.ts'
import { performance } from './performance.ts'
import { redis } from './redis.ts'

export { API_POD } from './api-pod.ts'

export const dashboards: readonly Dashboard[] = [application, redis, performance].map(dashboard)
