/**
 * Documents against a JSON Schema (2020-12), while they are typed. Interpreted: validators that compile
 * a schema into code may not run under the policy of the console. The API has the last word.
 */
import { Errors } from 'typebox/schema'
import type { CheckValue } from '../components/json-editor/editor-faults.ts'

const MAX_FAULTS = 50

/** A schema that cannot be used finds nothing: the API did not take it either, or takes it otherwise. */
export function schemaCheck(schema: object): CheckValue {
  return (value) => {
    try {
      const [, errors] = Errors(schema, value)
      return errors
        .filter(({ keyword }) => !COMBINING.has(keyword))
        .slice(0, MAX_FAULTS)
        .map(({ instancePath, message }) => ({ pointer: instancePath, detail: message }))
    } catch {
      return []
    }
  }
}

/** They say only that something below them has said something. */
const COMBINING: ReadonlySet<string> = new Set(['$ref', 'allOf', 'if'])
