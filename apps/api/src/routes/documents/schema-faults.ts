/** What a JSON Schema has against a value, in the words of clients. */
import type { ErrorObject } from 'ajv'
import type { ErrorAt } from '../../problems/api-errors.ts'

/** Of the values to choose from, as JSON; more than that helps nobody. */
const MAX_CHOICE_CHARACTERS = 200

/** `under`: the pointer of the value. The first fault of each place: the others follow from it. */
export function faultsAt(under: string, errors: readonly ErrorObject[]): ErrorAt[] {
  const byPointer = new Map<string, ErrorAt>()
  for (const error of errors) {
    const pointer = under + pointerOf(error)
    if (!byPointer.has(pointer)) byPointer.set(pointer, { pointer, detail: detailOf(error) })
  }
  return [...byPointer.values()]
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
