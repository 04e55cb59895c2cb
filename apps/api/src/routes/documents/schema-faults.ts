/** What a JSON Schema has against a value, in the words of clients. */
import type { ErrorObject } from 'ajv'
import type { ErrorAt } from '../../problems/api-errors.ts'

/** Of the values to choose from, as JSON; more than that helps nobody. */
const MAX_CHOICE_CHARACTERS = 200
const MAX_ALTERNATIVES = 5
const ALTERNATIVES: ReadonlySet<string> = new Set(['anyOf', 'oneOf'])

/**
 * One fault for each place. `under`: the pointer of the value. Of alternatives that all failed the
 * first few are told together; otherwise the first fault of a place is the one, the others follow from it.
 */
export function faultsAt(under: string, errors: readonly ErrorObject[]): ErrorAt[] {
  const byPointer = new Map<string, ErrorObject[]>()
  for (const error of errors) {
    const pointer = under + pointerOf(error)
    byPointer.set(pointer, [...(byPointer.get(pointer) ?? []), error])
  }
  return Array.from(byPointer, ([pointer, there]) => ({ pointer, detail: together(there) }))
}

function together(errors: readonly ErrorObject[]): string {
  const hasAlternatives = errors.some(({ keyword }) => ALTERNATIVES.has(keyword))
  const own = errors.filter(({ keyword }) => !ALTERNATIVES.has(keyword))
  const told = new Set((own.length > 0 ? own : errors).map(detailOf))
  return [...told].slice(0, hasAlternatives ? MAX_ALTERNATIVES : 1).join(', or ')
}

/** Of a property that may not be there: where it is, which the message does not say. */
function pointerOf({ instancePath, params }: ErrorObject): string {
  const name: unknown = params['additionalProperty'] ?? params['unevaluatedProperty']
  if (typeof name !== 'string') return instancePath
  return `${instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function detailOf({ keyword, params, message }: ErrorObject): string {
  if (keyword === 'additionalProperties' || keyword === 'unevaluatedProperties') {
    return 'is not allowed by the schema'
  }
  const allowed: unknown = params['allowedValues']
  const choice = Array.isArray(allowed) ? allowed.map((one) => JSON.stringify(one)).join(', ') : ''
  if (choice !== '' && choice.length <= MAX_CHOICE_CHARACTERS) return `must be one of ${choice}`
  return message ?? 'is not allowed by the schema'
}
