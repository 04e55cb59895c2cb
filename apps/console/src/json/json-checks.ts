/** What is wrong with a JSON text that `JSON.parse` passes over in silence. */
import type { SyntaxNode } from '@lezer/common'
import { propertyName, type JsonText, type Range } from './json-ranges.ts'

export interface TextFault extends Range {
  readonly detail: string
}

export function checkJson(json: JsonText): TextFault[] {
  const faults: TextFault[] = []
  json.tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'Object') faults.push(...repeatedNames(node, json.text))
      if (name === 'Number') faults.push(...lostDigits(node, json.text))
    },
  })
  return faults
}

/** Of two values under one name the first would vanish. */
function repeatedNames(object: SyntaxNode, text: string): TextFault[] {
  const seen = new Set<string>()
  return object.getChildren('Property').flatMap((property) => {
    const name = propertyName(property, text)
    const node = property.getChild('PropertyName')
    if (name === undefined || !node) return []
    if (seen.has(name)) {
      return [{ from: node.from, to: node.to, detail: `${JSON.stringify(name)} is there twice.` }]
    }
    seen.add(name)
    return []
  })
}

function lostDigits({ from, to }: SyntaxNode, text: string): TextFault[] {
  const number = text.slice(from, to)
  if (keepsDigits(number)) return []
  const isWhole = /^-?\d+$/.test(number)
  const how = isWhole ? `{"$numberLong": "${number}"}` : `{"$numberDecimal": "${number}"}`
  return [{ from, to, detail: `This number would lose digits. Write it as ${how}.` }]
}

/** Whether a number of JSON is the same after it was read as a double. */
export function keepsDigits(number: string): boolean {
  const value = Number(number)
  if (!Number.isFinite(value)) return false
  const digits = significant(number)
  return digits === significant(String(value)) || digits.length <= 15
}

/** The digits that count, without sign, point, exponent and zeros at the ends. */
function significant(number: string): string {
  const [mantissa = ''] = number.toLowerCase().split('e')
  return mantissa.replaceAll(/[-+.]/g, '').replace(/^0+/, '').replace(/0+$/, '')
}
