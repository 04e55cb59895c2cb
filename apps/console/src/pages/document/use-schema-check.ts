import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useCollection } from '../../api/collections.ts'
import type { CheckValue, ValueFault } from '../../components/json-editor/editor-faults.ts'
import { checkFields } from './document-text.ts'

export interface SchemaCheckOptions {
  readonly collection: string
  readonly id: string
  /** What the API has against the text as it is. */
  readonly refused: readonly ValueFault[]
}

/** What may be wrong with a document: for the schema once that is here, and for the API. */
export function useSchemaCheck({ collection, id, refused }: SchemaCheckOptions): CheckValue {
  const schema = useCollection(collection).data?.settings.schema
  const { data: check } = useQuery({
    queryKey: ['schema-check', schema],
    // The validator is loaded only for those who have a schema.
    queryFn: async () => {
      const { schemaCheck } = await import('../../json/schema-check.ts')
      return schemaCheck(schema ?? {})
    },
    enabled: schema !== undefined,
    staleTime: Infinity,
  })
  return useMemo(
    () => (value) => {
      const own = [...checkFields(value, id), ...(check?.(withId(value, id)) ?? [])]
      const told = new Set(own.map(({ pointer }) => pointer))
      return [...own, ...refused.filter(({ pointer }) => !told.has(pointer))]
    },
    [check, id, refused],
  )
}

/** As the API sees it. */
function withId(value: unknown, id: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { id, ...value }
    : value
}
