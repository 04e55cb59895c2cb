/** The figures of a run, from its history. */
import type { FaultRecord } from '../faults/fault.ts'
import { type Rule, rules, type Violation } from '../history/check-history.ts'
import type { CacheOutcome, OperationKind, Outcome } from '../history/operation.ts'
import type { TortureResult } from '../run-torture.ts'

export interface Summary {
  readonly seconds: number
  readonly operations: number
  readonly operationsPerSecond: number
  readonly byKind: readonly (Record<Outcome, number> & { kind: OperationKind })[]
  /** What was answered to operations that did not succeed. */
  readonly troubles: readonly { kind: OperationKind; answer: string; count: number }[]
  readonly byCache: Readonly<Record<CacheOutcome, number>>
  /** Of the reads that found what the cache did with them. */
  readonly hitRatio: number
  readonly faults: readonly FaultCount[]
  readonly byRule: readonly RuleCount[]
  /** Of reads that the server did not declare stale, milliseconds. */
  readonly longestStaleMs: number
  /** Violating reads that the server itself marked as stale. */
  readonly declared: number
  /** What decides whether the run passed. */
  readonly violations: readonly Violation[]
}

interface FaultCount {
  readonly name: string
  readonly count: number
  readonly totalMs: number
  readonly partialPartition: boolean
}

interface RuleCount {
  readonly rule: Rule
  readonly count: number
  readonly longestMs: number
}

const kinds: readonly OperationKind[] = ['read', 'put', 'patch', 'delete']

export function summarize(result: TortureResult): Summary {
  const { operations, startMs, endMs } = result
  const seconds = (endMs - startMs) / 1000
  const byCache = { hit: 0, stale: 0, miss: 0, bypass: 0, none: 0 }
  for (const { kind, outcome, cache } of operations)
    if (kind === 'read' && outcome === 'ok') byCache[cache] += 1
  const told = byCache.hit + byCache.stale + byCache.miss + byCache.bypass
  const violations = result.violations.filter(({ declared }) => !declared)
  return {
    seconds,
    operations: operations.length,
    operationsPerSecond: operations.length / seconds,
    byKind: kinds.map((kind) => countOutcomes(result, kind)),
    troubles: countTroubles(result),
    byCache,
    hitRatio: told === 0 ? 0 : (byCache.hit + byCache.stale) / told,
    faults: countFaults(result.faults),
    byRule: rules.map((rule) => countRule(violations, rule)),
    longestStaleMs: longest(violations),
    declared: result.violations.length - violations.length,
    violations,
  }
}

function countOutcomes({ operations }: TortureResult, kind: OperationKind) {
  const counts = { kind, ok: 0, failed: 0, unknown: 0 }
  for (const operation of operations) if (operation.kind === kind) counts[operation.outcome] += 1
  return counts
}

function countTroubles({ operations }: TortureResult) {
  const failed = operations.filter(({ outcome }) => outcome !== 'ok')
  return [...Map.groupBy(failed, ({ kind, answer }) => `${kind} ${answer}`).values()]
    .flatMap(([first, ...rest]) =>
      first === undefined
        ? []
        : [{ kind: first.kind, answer: first.answer, count: rest.length + 1 }],
    )
    .toSorted((one, other) => other.count - one.count)
}

function countFaults(faults: readonly FaultRecord[]): FaultCount[] {
  return [...Map.groupBy(faults, ({ name }) => name)]
    .map(([name, records]) => ({
      name,
      count: records.length,
      totalMs: records.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0),
      partialPartition: records.some(({ partialPartition }) => partialPartition),
    }))
    .toSorted((one, other) => one.name.localeCompare(other.name))
}

function countRule(violations: readonly Violation[], rule: Rule): RuleCount {
  const found = violations.filter((violation) => violation.rule === rule)
  return { rule, count: found.length, longestMs: longest(found) }
}

const longest = (violations: readonly Violation[]): number =>
  violations.reduce((most, { staleMs }) => Math.max(most, staleMs), 0)
