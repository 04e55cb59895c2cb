import { installCommand, type Service } from '../install-command.ts'
import type { Resolution } from './backend.ts'

export interface BackendReport {
  readonly mongo: Resolution
  readonly redis: Resolution
  readonly nginx: Resolution
  /** Full names of the tests that were skipped for want of a service. */
  readonly skipped: Readonly<Record<Service, readonly string[]>>
  /** Where servers of a test's own come from, if not from where the run's Redis does. */
  readonly ownRedis?: string
  /** How many servers had to be killed at the end. */
  readonly killed?: number
  /** A missing service fails the run. */
  readonly requireServices?: boolean
}

/** The block at the end of a run: which backends, which versions, why none stronger. */
export function formatReport(report: BackendReport): string {
  return [
    '',
    'Test backends',
    ...describeService('MongoDB', report.mongo),
    ...describeService('Redis', report.redis),
    ...describeOwnRedis(report.ownRedis),
    ...describeService('nginx', report.nginx),
    ...describeSkipped('Redis', report.skipped.Redis),
    ...describeSkipped('nginx', report.skipped.nginx),
    ...describeKilled(report.killed ?? 0),
    ...describeFailure(report),
    ...describeInstall('Redis', report.redis),
    ...describeInstall('nginx', report.nginx),
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

function describeSkipped(service: Service, skipped: readonly string[]): string[] {
  if (skipped.length === 0) return []
  return [
    `  SKIPPED  ${skipped.length} ${skipped.length === 1 ? 'test needs' : 'tests need'} ${service} and did not run:`,
    ...skipped.map((name) => `           - ${name}`),
  ]
}

function describeOwnRedis(source: string | undefined): string[] {
  return source === undefined ? [] : [`           tests that crash or restart Redis: ${source}`]
}

function describeInstall(service: Service, { backend }: Resolution): string[] {
  return backend === null ? [`  To have ${service}, run: ${installCommand(service)}`] : []
}

function describeKilled(killed: number): string[] {
  return killed === 0 ? [] : [`  KILLED   ${killed} servers that tests left running`]
}

function describeFailure({ mongo, redis, nginx, requireServices }: BackendReport): string[] {
  const missing = [
    ...(mongo.backend === null ? ['MongoDB'] : []),
    ...(redis.backend === null ? ['Redis'] : []),
    ...(nginx.backend === null ? ['nginx'] : []),
  ]
  if (requireServices !== true || missing.length === 0) return []
  return [`  FAILED   CSTORE_REQUIRE_SERVICES=1, but there is no ${missing.join(' and no ')}`]
}
