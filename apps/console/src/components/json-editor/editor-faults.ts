/** What is wrong with the text of an editor: its JSON, its values, and what others say about them. */
import type { Diagnostic } from '@codemirror/lint'
import { checkJson } from '../../json/json-checks.ts'
import { rangeOf, readJson, type JsonText } from '../../json/json-ranges.ts'
import { pathLabel } from '../../json/json-pointer.ts'

/** Of a value, not of a place in the text. */
export interface ValueFault {
  /** JSON Pointer. */
  readonly pointer: string
  readonly detail: string
}

/** Finds faults in what the text says, such as against a schema. */
export type CheckValue = (value: unknown) => readonly ValueFault[]

export interface EditorFault {
  readonly from: number
  readonly to: number
  readonly message: string
  /** The text does not say what it seems to: it must not be sent. */
  readonly isFatal: boolean
}

export function faultsOf(text: string, checkValue?: CheckValue): readonly EditorFault[] {
  const json = readJson(text)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return [syntaxFault(json, error)]
  }
  const ofText = checkJson(json).map(({ from, to, detail }) => ({
    from,
    to,
    message: detail,
    isFatal: true,
  }))
  const ofValue = (checkValue?.(value) ?? []).map(({ pointer, detail }) => {
    const label = pathLabel(pointer)
    const { from, to } = rangeOf(json, pointer)
    const message = label === '' ? detail : `${label}: ${detail}`
    return { from, to, message, isFatal: false }
  })
  return [...ofText, ...ofValue]
}

function syntaxFault({ text, tree }: JsonText, error: unknown): EditorFault {
  let at = text.length
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) at = Math.min(at, from)
    },
  })
  const message = text.trim() === '' ? 'Expected JSON.' : `Not JSON: ${wordsOf(error)}.`
  return {
    from: Math.min(at, Math.max(0, text.length - 1)),
    to: Math.min(at + 1, text.length),
    message,
    isFatal: true,
  }
}

/** Engines show the text around it, which is long and marked in the editor anyway. */
function wordsOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message
    .replace(/^JSON\.parse: |^JSON Parse error: /, '')
    .replace(/, (?:\.{3})?".*" is not valid JSON$/s, '')
    .replace(/, (?:\.{3})?".*"\.{3} is not valid JSON$/s, '')
    .replace(/ in JSON at position.*$/s, '')
    .replace(/ at line.*$/s, '')
}

export function toDiagnostic({ from, to, message }: EditorFault): Diagnostic {
  return { from, to, message, severity: 'error' }
}
