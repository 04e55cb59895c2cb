/** What is wrong with a JSON text that `JSON.parse` passes over in silence. */
import type { SyntaxNode } from '@lezer/common'
import { keepsDigits } from './number-digits.ts'
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
