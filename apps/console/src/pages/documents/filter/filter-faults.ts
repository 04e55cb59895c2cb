/** What the API has against a filter, at the condition that it is about. */
import type { ErrorAt } from '@cstore/client'
import { parsePointer } from '../../../json/json-pointer.ts'
import type { Condition } from './condition.ts'
import { operatorName, type ConditionProblem } from './filter-form.ts'

/** Those that are about no condition have to be said elsewhere. */
export function unplacedFaults(
  conditions: readonly Condition[],
  errors: readonly ErrorAt[],
): readonly string[] {
  return errors
    .filter(({ pointer }) => conditionAt(conditions, parsePointer(pointer)) === -1)
    .map(({ detail }) => `${detail}.`)
}

export function placeFaults(
  conditions: readonly Condition[],
  errors: readonly ErrorAt[],
): readonly ConditionProblem[] {
  return errors.flatMap(({ pointer, detail }) => {
    const at = conditionAt(conditions, parsePointer(pointer))
    return at === -1 ? [] : [{ at, part: 'value' as const, problem: `${detail}.` }]
  })
}

/** -1 if it is about none. */
function conditionAt(conditions: readonly Condition[], path: readonly string[]): number {
  const [first = '', second, third] = path
  if (first === '$and') return second === undefined || third === undefined ? -1 : Number(second)
  const exact = conditions.findIndex(
    ({ field, operator }) => field.trim() === first && operatorName(operator) === second,
  )
  return exact === -1 ? conditions.findIndex(({ field }) => field.trim() === first) : exact
}
