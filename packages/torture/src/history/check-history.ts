/**
 * Whether a history of operations is one that a store without stale reads could have.
 *
 * Versions of a key only grow, so each key is a register whose writes are already in order, and
 * the check needs no search (Gibbons and Korach, *Testing Shared Memories*, 1997: with the order
 * of writes known, it is polynomial). It is exact in O(n log n): sorted by time, every rule is a
 * look at a running maximum.
 */
import { checkReads } from './check-reads.ts'
import { checkWrites } from './check-writes.ts'
import type { Operation } from './operation.ts'

/**
 * - `stale`: a read returned less than the newest version acknowledged before it was invoked.
 * - `inversion`: a read returned less than a read that had finished before it was invoked.
 * - `future`: a read returned what nobody had begun to write before it returned.
 * - `lost`: an acknowledged write did not come after all that was acknowledged before it, a
 *   conditional one did not replace what it named, a version was given twice, or a write that
 *   was refused was seen.
 */
export type Rule = 'stale' | 'inversion' | 'future' | 'lost'

export const rules: readonly Rule[] = ['stale', 'inversion', 'future', 'lost']

export interface Violation {
  readonly rule: Rule
  readonly operation: Operation
  /** The operation that it contradicts; absent when there is none that explains it. */
  readonly against?: Operation
  /** For how long what was read had been outdated when the read began, milliseconds. */
  readonly staleMs: number
  /** The server said that the answer might be old. */
  readonly declared: boolean
}

/** Violations in the order of time. */
export function checkHistory(operations: readonly Operation[]): Violation[] {
  const byKey = Map.groupBy(operations, (operation) => operation.key)
  return [...byKey.values()]
    .flatMap((ofKey) => checkWrites(ofKey).concat(checkReads(ofKey)))
    .toSorted((one, other) => one.operation.returned - other.operation.returned)
}
