/** The text of an editor, and what it says. */
import { parseObject, type JsonObject } from '../../json/json-value.ts'
import type {
  CheckValue,
  EditorFault,
  ValueFault,
} from '../../components/json-editor/editor-faults.ts'
import { isObject } from '../../json/json-value.ts'

/** The fields in it; undefined if it is no JSON object. What belongs to no field is left out. */
export function fieldsIn(text: string): JsonObject | undefined {
  const value = parseObject(text)
  if (!value) return undefined
  const { id: _, _meta: __, ...fields } = value
  return fields
}

/** What is wrong with it apart from any schema. */
export function checkFields(value: unknown, id: string): readonly ValueFault[] {
  if (!isObject(value)) return [{ pointer: '', detail: 'Expected an object, { … }.' }]
  const isOther = 'id' in value && value['id'] !== id
  return isOther ? [{ pointer: '/id', detail: 'The id of a document cannot be changed.' }] : []
}

/** Whether saving would change anything, be it the order of the fields. */
export function isChange(before: JsonObject, after: JsonObject): boolean {
  return JSON.stringify(before) !== JSON.stringify(after)
}

/** What is wrong with a text at this moment. */
export async function faultsNow(
  text: string,
  checkValue: CheckValue,
): Promise<readonly EditorFault[]> {
  // It came with the editor.
  const { faultsOf } = await import('../../components/json-editor/editor-faults.ts')
  return faultsOf(text, checkValue)
}
