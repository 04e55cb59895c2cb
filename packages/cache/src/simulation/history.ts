/**
 * One register, its versions counted up by the database: the check is exact. Moments are
 * ticks of the recorder, so "before" means "before in this run".
 */
export interface Operation {
  readonly kind: 'read' | 'write'
  readonly client: string
  readonly invoked: number
  /** Absent: never returned (its process died). */
  returned?: number
  /** Of a write: known once committed. */
  version?: number
  /** Of a write: answered with an error, so it may or may not have happened. */
  failed?: boolean
}

export interface Violation {
  readonly rule: 'stale' | 'from-the-future' | 'inversion'
  readonly read: Operation
  readonly bound: number
}

const returnedBefore = (moment: number) => (other: Operation) =>
  other.returned !== undefined && other.returned < moment && other.failed !== true

const newest = (operations: readonly Operation[]): number =>
  Math.max(0, ...operations.map((operation) => operation.version ?? 0))

/**
 * The rules a read must keep:
 * - stale: at least the newest version whose write was acknowledged before it began;
 * - from-the-future: at most the newest version committed before it ended;
 * - inversion: at least what every read that ended before it began has seen.
 */
export function violations(history: readonly Operation[]): Violation[] {
  const writes = history.filter(({ kind }) => kind === 'write')
  const reads = history.filter(({ kind }) => kind === 'read')
  return reads.flatMap((read) => {
    const { version, returned, invoked } = read
    if (version === undefined || returned === undefined || read.failed === true) return []
    const acknowledged = newest(writes.filter(returnedBefore(invoked)))
    const begun = newest(writes.filter((write) => write.invoked < returned))
    const seen = newest(reads.filter(returnedBefore(invoked)))
    const broken: Violation[] = []
    if (version < acknowledged) broken.push({ rule: 'stale', read, bound: acknowledged })
    if (version > begun) broken.push({ rule: 'from-the-future', read, bound: begun })
    if (version < seen) broken.push({ rule: 'inversion', read, bound: seen })
    return broken
  })
}
