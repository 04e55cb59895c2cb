import type { Found, Written } from '@cstore/client'
import {
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import { isSameJson, type JsonObject } from '../json/json-value.ts'
import { useApi } from './api-context.ts'
import { useRefresh, type AnyDocument, type Refreshable } from './documents.ts'

export type FoundDocument = Found<AnyDocument>
type WrittenDocument = Written<Record<string, unknown>>

/** Somebody else may change it; an unchanged one costs next to nothing to ask about. */
const POLL_MS = 10_000

export function documentKey(collection: string, id: string): readonly string[] {
  return ['document', collection, id]
}

/** Null: there is none. */
export function useDocument(
  collection: string,
  id: string,
): UseQueryResult<FoundDocument | null> & Refreshable {
  const { client } = useApi()
  const queryKey = documentKey(collection, id)
  const documents = client.collection(collection)
  const result = useQuery({
    queryKey,
    queryFn: ({ signal }) => documents.get(id, { meta: true, signal }),
    refetchInterval: POLL_MS,
    gcTime: 0,
  })
  return {
    ...result,
    ...useRefresh(queryKey, () => documents.get(id, { meta: true, fresh: true })),
  }
}

/** The document without what is not its own. */
export function fieldsOf(document: AnyDocument): JsonObject {
  const { id: _, _meta: __, ...fields } = document
  return fields
}

export interface DocumentChange {
  readonly fields: JsonObject
  /** What it is now, as far as anybody here knows; null: there is none. */
  readonly before: FoundDocument | null
}

/** Changes, or makes, a document, but only if it is still what was seen before. */
export function useSaveDocument(
  collection: string,
  id: string,
): UseMutationResult<WrittenDocument, Error, DocumentChange> {
  const { client } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ fields, before }) => {
      const documents = client.collection(collection)
      if (!before) return documents.put(id, fields, { ifAbsent: true })
      const { etag, document } = before
      // Only the order of the fields: a patch would leave it.
      if (isSameJson(fields, fieldsOf(document)))
        return documents.put(id, fields, { ifMatch: etag })
      // A patch, so that values that stay keep the types that other programs gave them.
      const value = { ...fields, id }
      return documents.jsonPatch(id, [{ op: 'replace', path: '', value }], { ifMatch: etag })
    },
    onSuccess: () => forget(queries, collection),
  })
}

export function useDeleteDocument(
  collection: string,
  id: string,
): UseMutationResult<boolean, Error, FoundDocument> {
  const { client } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ etag }) => client.collection(collection).delete(id, { ifMatch: etag }),
    onSuccess: () => forget(queries, collection, LISTS),
  })
}

/** Makes a document again that was deleted; fails if there is another by now. */
export function useRestoreDocument(
  collection: string,
): (document: AnyDocument) => Promise<WrittenDocument> {
  const { client } = useApi()
  const queries = useQueryClient()
  return async (document) => {
    const documents = client.collection(collection)
    const written = await documents.put(document.id, fieldsOf(document), { ifAbsent: true })
    await forget(queries, collection)
    return written
  }
}

/** What was read of the collection so far is asked for again. */
async function forget(
  queries: QueryClient,
  collection: string,
  names: readonly string[] = ['document', ...LISTS],
): Promise<void> {
  await Promise.all(
    names.map((name) => queries.invalidateQueries({ queryKey: [name, collection] })),
  )
}

/** The document itself need not be asked for when it is gone. */
const LISTS = ['documents', 'count', 'sample']
