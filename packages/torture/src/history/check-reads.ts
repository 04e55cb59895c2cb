import type { Rule, Violation } from './check-history.ts'
import type { Operation } from './operation.ts'
import { type Proof, Timeline } from './timeline.ts'

/** Reads of one key, in the order in which they returned. */
export function checkReads(operations: readonly Operation[]): Violation[] {
  const writes = operations.filter((operation) => operation.kind !== 'read')
  const acknowledged = acknowledgements(writes)
  const deletions = writes.filter(({ kind, outcome }) => kind === 'delete' && outcome !== 'failed')
  const seen = new Timeline<Operation>()
  const makers = versionMakers(writes)
  const violations: Violation[] = []
  for (const read of finishedReads(operations)) {
    const floors: [Rule, Proof<Operation> | undefined][] = [
      ['stale', acknowledged.newestBefore(read.invoked)],
      // What finished before this read was invoked finished before it returned: it is there already.
      ['inversion', seen.newestBefore(read.invoked)],
    ]
    const floor = Math.max(...floors.map(([, proof]) => proof?.version ?? 0))
    const version = versionOf(read, { deletions, floor })
    const timelines: Partial<Record<Rule, Timeline<Operation>>> = {
      stale: acknowledged,
      inversion: seen,
    }
    for (const [rule, proof] of floors) {
      if (proof === undefined || version >= proof.version) continue
      const first = timelines[rule]?.firstNewerThan(version) ?? proof
      violations.push(violation(rule, read, first))
    }
    if (isFromTheFuture(read, makers)) violations.push(violation('future', read, undefined))
    seen.add({ atMs: read.returned, version, by: read })
  }
  return violations
}

function violation(rule: Rule, read: Operation, first: Proof<Operation> | undefined): Violation {
  return {
    rule,
    operation: read,
    ...(first === undefined ? {} : { against: first.by }),
    staleMs: first === undefined ? 0 : read.invoked - first.atMs,
    declared: read.cache === 'stale',
  }
}

function finishedReads(operations: readonly Operation[]): Operation[] {
  return operations
    .filter(
      ({ kind, outcome, version }) => kind === 'read' && outcome === 'ok' && version !== undefined,
    )
    .toSorted((one, other) => one.returned - other.returned)
}

function acknowledgements(writes: readonly Operation[]): Timeline<Operation> {
  const timeline = new Timeline<Operation>()
  for (const write of writes.toSorted((one, other) => one.returned - other.returned)) {
    if (write.outcome !== 'ok' || typeof write.version !== 'number') continue
    timeline.add({ atMs: write.returned, version: write.version, by: write })
  }
  return timeline
}

/**
 * Nothing there may be the beginning or any deletion begun by then. The oldest that violates no
 * rule is the right one to take: it asks the least of later reads.
 */
function versionOf(
  read: Operation,
  { deletions, floor }: { deletions: readonly Operation[]; floor: number },
): number {
  if (typeof read.version === 'number') return read.version
  const candidates = deletions
    .filter(({ invoked }) => invoked <= read.returned)
    .map(({ version }) => (typeof version === 'number' ? version : 0))
    .concat(0)
  const allowed = candidates.filter((version) => version >= floor)
  return allowed.length > 0 ? Math.min(...allowed) : Math.max(...candidates)
}

interface Makers {
  readonly byId: ReadonlyMap<number, Operation>
  readonly byVersion: ReadonlyMap<number, Operation>
}

function versionMakers(writes: readonly Operation[]): Makers {
  const byId = new Map(writes.map((write) => [write.id, write]))
  const acknowledged = writes.filter(({ outcome }) => outcome === 'ok')
  const byVersion = new Map(
    acknowledged.flatMap((write) =>
      typeof write.version === 'number' ? [[write.version, write] as const] : [],
    ),
  )
  return { byId, byVersion }
}

/** Absence is never from the future: a key is absent at first, and deletions are checked above. */
function isFromTheFuture(read: Operation, { byId, byVersion }: Makers): boolean {
  if (typeof read.version !== 'number') return false
  const named = read.writtenBy === undefined ? undefined : byId.get(read.writtenBy)
  if (read.writtenBy !== undefined && named === undefined) return true
  const maker = named ?? byVersion.get(read.version)
  return maker !== undefined && maker.invoked > read.returned
}
