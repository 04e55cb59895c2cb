/** The operations around a violation, as few as explain it. */
import type { FaultRecord } from '../faults/fault.ts'
import type { Violation } from '../history/check-history.ts'
import { showVersion } from '../history/logical-version.ts'
import type { Operation } from '../history/operation.ts'
import type { TortureResult } from '../run-torture.ts'
import { table } from './table.ts'

const readsShown = 4
const writesShown = 6
/** A fault may have its effect after its end. */
const aftermathMs = 3000

export function excerpt(result: TortureResult, violation: Violation): string {
  const { operation, against } = violation
  const zeroMs = operation.invoked
  const shown = around(result.operations, violation)
  const rows = shown.map((each) => rowFor(each, { zeroMs, violation }))
  const from = Math.min(...shown.map(({ invoked }) => invoked))
  const faults = result.faults.filter(
    ({ startMs, endMs }) => startMs < operation.returned && endMs > from - aftermathMs,
  )
  return [
    sentence(violation, against),
    '',
    table(['from ms', 'to ms', '', 'operation', 'version', 'process', 'cache', 'answer'], rows),
    '',
    'Faults then:',
    '',
    ...(faults.length === 0 ? ['- none'] : faults.map((fault) => faultLine(fault, zeroMs))),
  ].join('\n')
}

function sentence({ rule, operation, staleMs }: Violation, against: Operation | undefined): string {
  const at = `Key ${operation.key}, times relative to the begin of the violation.`
  if (against === undefined)
    return `${rule}: ${showVersion(operation.version)} has no explanation. ${at}`
  const proven = against.kind === 'read' ? 'had been read' : 'had been acknowledged'
  const since = staleMs > 0 ? ` ${staleMs.toFixed(1)} ms before` : ''
  return `${rule}: ${showVersion(operation.version)} though ${showVersion(against.version)} ${proven}${since}. ${at}`
}

const isWrite = ({ kind }: Operation): boolean => kind !== 'read'

/** The violation, what it contradicts, the last reads before it and the writes since then. */
function around(operations: readonly Operation[], { operation, against }: Violation): Operation[] {
  const before = operations
    .filter(
      ({ key, id, invoked }) =>
        key === operation.key && id !== operation.id && invoked < operation.returned,
    )
    .toSorted((one, other) => one.invoked - other.invoked)
  const since = (against?.invoked ?? operation.invoked) - 100
  const origin = before.find(({ id }) => id === operation.writtenBy)
  const next = operations.find(
    ({ key, kind, invoked }) =>
      key === operation.key && kind === 'read' && invoked > operation.returned,
  )
  // Whose fill it may be that the violation was served from.
  const filler = before.findLast(
    ({ kind, cache, version }) =>
      kind === 'read' && cache === 'miss' && version === operation.version,
  )
  const chosen = new Set<Operation>([
    ...[origin, against, filler, next].filter((each) => each !== undefined),
    ...before.filter((each) => isWrite(each) && each.returned > since).slice(-writesShown),
    ...before.filter((each) => !isWrite(each)).slice(-readsShown),
    operation,
  ])
  return [...chosen].toSorted((one, other) => one.invoked - other.invoked)
}

function rowFor(
  each: Operation,
  { zeroMs, violation }: { zeroMs: number; violation: Violation },
): string[] {
  const { kind, version, outcome, process, cache, answer } = each
  const mark = each === violation.operation ? '✗' : each === violation.against ? '!' : ''
  const time = (ms: number): string => (ms - zeroMs).toFixed(1)
  return [
    time(each.invoked),
    time(each.returned),
    mark,
    `${kind} ${each.kind === 'read' ? '' : `#${each.id}`}${outcome === 'ok' ? '' : ` ${outcome}`}`.trim(),
    `${showVersion(version)}${each.writtenBy === undefined ? '' : ` (#${each.writtenBy})`}`,
    String(process),
    kind === 'read' ? cache : '',
    answer,
  ]
}

function faultLine(
  { name, process, startMs, endMs, note, partialPartition }: FaultRecord,
  zeroMs: number,
): string {
  const whom = process === 'all' ? '' : ` of process ${process}`
  const partial = partialPartition ? ' (partial partition)' : ''
  const times = `${(startMs - zeroMs).toFixed(0)} to ${(endMs - zeroMs).toFixed(0)} ms`
  return `- ${name}${whom}${partial}, ${times}${note === '' ? '' : `: ${note}`}`
}
