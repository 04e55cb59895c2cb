import { redisInstallCommand } from '../redis-missing.ts'
import type { Resolution } from './backend.ts'

export interface BackendReport {
  readonly mongo: Resolution
  readonly redis: Resolution
  /** Full names of the tests that were skipped for want of Redis. */
  readonly skipped: readonly string[]
}

/** The block at the end of a run: which backends, which versions, why none stronger. */
export function formatReport(report: BackendReport): string {
  return [
    '',
    'Test backends',
    ...describeService('MongoDB', report.mongo),
    ...describeService('Redis', report.redis),
    ...describeSkipped(report.skipped),
    ...(report.redis.backend === null ? [`  To have Redis, run: ${redisInstallCommand}`] : []),
    '',
  ].join('\n')
}

function describeService(service: string, { backend, passedOver }: Resolution): string[] {
  const used = backend === null ? 'MISSING' : `${backend.name}, version ${backend.version}`
  return [
    `  ${service.padEnd(8)} ${used}`,
    ...passedOver.map(({ strategy, reason }) => `           not ${strategy}: ${reason}`),
  ]
}

function describeSkipped(skipped: readonly string[]): string[] {
  if (skipped.length === 0) return []
  return [
    `  SKIPPED  ${skipped.length} ${skipped.length === 1 ? 'test needs' : 'tests need'} Redis and did not run:`,
    ...skipped.map((name) => `           - ${name}`),
  ]
}
