import { join } from 'node:path'
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

const folder = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  'deploy',
  'base',
  'grafana',
  'dashboards',
)

/** Where a dashboard is committed. */
export function fileOf({ title = '' }: Dashboard): string {
  return join(folder, `${title.toLowerCase()}.json`)
}

export function textOf(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`
}
