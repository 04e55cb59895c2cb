/** Documents as the editor has them: JSON without what the address says already. */
import type { AnyDocument } from '../../api/documents.ts'
import type { CheckValue, EditorFault } from '../../components/json-editor/editor-faults.ts'
import { isObject, parseObject, pretty, type JsonObject } from '../../json/json-value.ts'

export function textOf(document: AnyDocument): string {
  return pretty(fieldsOf(document))
}

export function fieldsOf(document: AnyDocument): JsonObject {
  const { id: _, _meta: __, ...fields } = document
  return fields
}

export type ReadText =
  | { readonly ok: true; readonly document: JsonObject }
  | { readonly ok: false; readonly fault: EditorFault }

/**
 * What is to be stored. Faults are looked for once more: those that the editor shows are of a moment
 * ago.
 */
export async function readText(text: string, checkValue?: CheckValue): Promise<ReadText> {
  // With the editor, which is here long since.
  const { faultsOf } = await import('../../components/json-editor/editor-faults.ts')
  const [fault] = faultsOf(text, checkValue)
  if (fault) return { ok: false, fault }
  const document = parseObject(text)
  if (document) return { ok: true, document }
  const message = 'Expected an object in { and }.'
  return { ok: false, fault: { from: 0, to: text.length, message } }
}

/** Before what the schema says: a document is an object, and its id stands in the address. */
export function withDocumentCheck(check: CheckValue | undefined): CheckValue {
  return (value) => {
    if (!isObject(value)) return [{ pointer: '', detail: 'Expected an object in { and }.' }]
    if ('id' in value) return [{ pointer: '/id', detail: 'The id stands above, and stays.' }]
    return check?.(value) ?? []
  }
}
