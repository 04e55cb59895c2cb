import { useMemo } from 'react'
import { useCollection } from '../../api/collections.ts'
import type { CheckValue } from '../../components/json-editor/editor-faults.ts'
import { schemaCheck } from '../../json/schema-check.ts'
import { withDocumentCheck } from './document-text.ts'

/** What the editor has against a document of this collection. */
export function useDocumentCheck(collection: string): CheckValue {
  const { data } = useCollection(collection)
  const schema = data?.settings.schema
  return useMemo(() => withDocumentCheck(schema && schemaCheck(schema)), [schema])
}
