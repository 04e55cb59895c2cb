/** Where in a JSON text a value is, for marking it. */
import { jsonLanguage } from '@codemirror/lang-json'
import type { SyntaxNode, Tree } from '@lezer/common'
import { parsePointer } from './json-pointer.ts'

export interface Range {
  readonly from: number
  readonly to: number
}

export interface JsonText {
  readonly text: string
  readonly tree: Tree
}

export function readJson(text: string): JsonText {
  return { text, tree: jsonLanguage.parser.parse(text) }
}

/** Of the value at a pointer; of what would hold it, if it is not there. */
export function rangeOf({ text, tree }: JsonText, pointer: string): Range {
  let node = valuesOf(tree.topNode)[0] ?? tree.topNode
  let isWhole = true
  for (const name of parsePointer(pointer)) {
    const next = child(node, name, text)
    if (!next) {
      isWhole = false
      break
    }
    node = next
  }
  // All of an object, marked, would hide what is meant.
  const isLarge = node.name === 'Object' || node.name === 'Array'
  if (!isLarge || (isWhole && pointer !== '' && !text.slice(node.from, node.to).includes('\n')))
    return { from: node.from, to: node.to }
  const name = node.parent?.name === 'Property' ? node.parent.getChild('PropertyName') : null
  return name ? { from: name.from, to: name.to } : { from: node.from, to: node.from + 1 }
}

const VALUES = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null'])

function valuesOf(node: SyntaxNode): SyntaxNode[] {
  const values: SyntaxNode[] = []
  for (let at = node.firstChild; at; at = at.nextSibling) if (VALUES.has(at.name)) values.push(at)
  return values
}

function child(node: SyntaxNode, name: string, text: string): SyntaxNode | undefined {
  if (node.name === 'Array') return valuesOf(node)[Number(name)]
  const property = node
    .getChildren('Property')
    .findLast((candidate) => propertyName(candidate, text) === name)
  return property && valuesOf(property)[0]
}

/** Undefined for a name that is only half written. */
export function propertyName(property: SyntaxNode, text: string): string | undefined {
  const node = property.getChild('PropertyName')
  if (!node) return undefined
  try {
    const name: unknown = JSON.parse(text.slice(node.from, node.to))
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}
