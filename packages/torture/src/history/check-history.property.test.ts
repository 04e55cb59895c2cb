import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkHistory } from './check-history.ts'
import type { Operation } from './operation.ts'

/** What a client planned: when, for how long, and at which moment of that it takes effect. */
interface Planned {
  readonly kind: 'read' | 'put'
  readonly invoked: number
  readonly lasts: number
  readonly effect: number
  readonly outcome: 'ok' | 'unknown'
  /** A write of unknown outcome that never happens. */
  readonly never: boolean
}

const planned: fc.Arbitrary<Planned> = fc.record({
  kind: fc.constantFrom('read', 'put'),
  invoked: fc.integer({ min: 0, max: 60 }),
  lasts: fc.integer({ min: 1, max: 20 }),
  effect: fc.double({ min: 0, max: 1, noNaN: true }),
  outcome: fc.constantFrom('ok', 'ok', 'ok', 'unknown'),
  never: fc.boolean(),
})
const plans = fc.array(planned, { maxLength: 30 })

/** The history of a register that does every operation at one moment between its begin and end. */
function play(operations: readonly Planned[]): Operation[] {
  let current = { version: 0, writtenBy: 0 }
  return operations
    .map((plan, index) => ({ plan, id: index + 1, at: plan.invoked + plan.lasts * plan.effect }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ plan, id }) => {
      const { kind, never } = plan
      const outcome = kind === 'read' ? 'ok' : plan.outcome
      const happens = kind === 'put' && !(outcome === 'unknown' && never)
      if (happens) current = { version: current.version + 1, writtenBy: id }
      return told({ ...plan, outcome }, { id, current })
    })
}

interface Told {
  readonly id: number
  readonly current: { readonly version: number; readonly writtenBy: number }
}

function told({ kind, invoked, lasts, outcome }: Planned, { id, current }: Told): Operation {
  const base = { key: 'k', process: 0, cache: 'none', answer: '' } as const
  const operation = { ...base, id, kind, invoked, returned: invoked + lasts, outcome }
  if (kind === 'read') return seeing(operation, current)
  return outcome === 'ok' ? { ...operation, version: current.version } : operation
}

type Seen = Partial<Told['current']> & { readonly version: number }

/** The same read, but of something else. */
function seeing(original: Operation, { version, writtenBy }: Seen): Operation {
  const { writtenBy: _, ...read } = original
  if (version === 0) return { ...read, version: 'absent' }
  return { ...read, version, ...(writtenBy === undefined ? {} : { writtenBy }) }
}

const versionOf = ({ version }: Operation): number => (typeof version === 'number' ? version : 0)

/** The rules as they are defined, compared pair by pair. */
function slowly(history: readonly Operation[]): string[] {
  const found: string[] = []
  for (const read of history.filter(({ kind }) => kind === 'read')) {
    const newer = history.filter(
      (other) => other.returned < read.invoked && versionOf(other) > versionOf(read),
    )
    if (newer.some(({ kind, outcome }) => kind === 'put' && outcome === 'ok'))
      found.push(`stale ${read.id}`)
    if (newer.some(({ kind }) => kind === 'read')) found.push(`inversion ${read.id}`)
  }
  return found
}

const quickly = (history: readonly Operation[]): string[] =>
  checkHistory(history).map(({ rule, operation: { id } }) => `${rule} ${id}`)

it('finds nothing in what an atomic register does', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      expect(checkHistory(play(plan))).toEqual([])
    }),
  )
})

it('finds exactly the reads that the rules name when reads are made to return something older', () => {
  const tampered = fc.tuple(plans, fc.array(fc.nat(30)), fc.nat(4))
  fc.assert(
    fc.property(tampered, ([plan, chosen, back]) => {
      const history = play(plan)
      const makers = new Map<number, Partial<Told['current']>>()
      for (const each of history)
        if (each.kind === 'put') makers.set(versionOf(each), { writtenBy: each.id })
      const changed = history.map((each, index) => {
        if (each.kind !== 'read' || !chosen.includes(index)) return each
        const version = Math.max(0, versionOf(each) - back)
        return seeing(each, Object.assign({ version }, makers.get(version)))
      })
      expect(quickly(changed).toSorted()).toEqual(slowly(changed).toSorted())
    }),
  )
})
