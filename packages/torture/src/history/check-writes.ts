import type { Violation } from './check-history.ts'
import type { Operation } from './operation.ts'
import { Timeline } from './timeline.ts'

/** Writes of one key: what was acknowledged must have happened, in an order that time allows. */
export function checkWrites(operations: readonly Operation[]): Violation[] {
  return [...outOfOrder(operations), ...wrongMakers(operations)]
}

function lost(operation: Operation, against?: Operation): Violation {
  const found = against === undefined ? {} : { against }
  return { rule: 'lost', operation, ...found, staleMs: 0, declared: false }
}

interface Acknowledged extends Operation {
  readonly version: number
}

const isAcknowledged = (operation: Operation): operation is Acknowledged =>
  operation.kind !== 'read' && operation.outcome === 'ok' && typeof operation.version === 'number'

function outOfOrder(operations: readonly Operation[]): Violation[] {
  const writes = operations.filter(isAcknowledged)
  const before = new Timeline<Operation>()
  const violations: Violation[] = []
  for (const write of writes.toSorted((one, other) => one.returned - other.returned)) {
    const floor = before.newestBefore(write.invoked)
    if (floor !== undefined && write.version <= floor.version)
      violations.push(lost(write, floor.by))
    else if (write.replaces !== undefined && write.version !== write.replaces + 1)
      violations.push(lost(write))
    before.add({ atMs: write.returned, version: write.version, by: write })
  }
  return violations
}

/** Who made each version, by what acknowledgements say and by what reads saw: all must agree. */
function wrongMakers(operations: readonly Operation[]): Violation[] {
  const refused = new Map(
    operations.filter(({ outcome }) => outcome === 'failed').map((write) => [write.id, write]),
  )
  const makers = new Map<number, { maker: number; by: Operation }>()
  const violations: Violation[] = []
  for (const operation of operations) {
    const { version } = operation
    const maker = isAcknowledged(operation) ? operation.id : operation.writtenBy
    if (typeof version !== 'number' || maker === undefined) continue
    const known = makers.get(version)
    if (known === undefined) makers.set(version, { maker, by: operation })
    const against = known !== undefined && known.maker !== maker ? known.by : refused.get(maker)
    if (against !== undefined) violations.push(lost(operation, against))
  }
  return violations
}
