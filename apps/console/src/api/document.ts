import type { Found } from '@cstore/client'
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import type { JsonObject } from '../json/json-value.ts'
import { useApi } from './api-context.ts'
import { useRefresh, type AnyDocument, type Refreshable } from './documents.ts'

export type FoundDocument = Found<AnyDocument>

export interface DocumentPlace {
  readonly collection: string
  readonly id: string
}

function keyOf({ collection, id }: DocumentPlace): readonly unknown[] {
  return ['document', collection, id]
}

/** Null: there is no such document. */
export function useDocument(
  place: DocumentPlace,
): UseQueryResult<FoundDocument | null> & Refreshable {
  const { client } = useApi()
  const queryKey = keyOf(place)
  const documents = client.collection(place.collection)
  const result = useQuery({
    queryKey,
    queryFn: ({ signal }) => documents.get(place.id, { signal }),
  })
  const refresh = useRefresh(queryKey, () => documents.get(place.id, { fresh: true }))
  return { ...result, ...refresh }
}

export interface DocumentChange {
  readonly document: JsonObject
  /** Entity tag of what it replaces; null: only if there is none. */
  readonly etag: string | null
}

/** Writes it only in the place of what its writer has seen. */
export function usePutDocument({
  collection,
  id,
}: DocumentPlace): UseMutationResult<FoundDocument, Error, DocumentChange> {
  const { client } = useApi()
  const show = useShowDocument(collection)
  return useMutation({
    mutationFn: async ({ document, etag }) => {
      const condition = etag === null ? { ifAbsent: true } : { ifMatch: etag }
      const written = await client.collection(collection).put(id, document, condition)
      return {
        notModified: false as const,
        document: written.document,
        etag: written.etag,
        cacheStatus: null,
        serverMs: null,
      }
    },
    onSuccess: show,
  })
}

export function useDeleteDocument({
  collection,
  id,
}: DocumentPlace): UseMutationResult<boolean, Error, string> {
  const { client } = useApi()
  return useMutation({
    mutationFn: (etag) => client.collection(collection).delete(id, { ifMatch: etag }),
  })
}

/** Puts it in the place of what was read before, and has it read again, for how it is served now. */
function useShowDocument(collection: string): (found: FoundDocument) => void {
  const queries = useQueryClient()
  return (found) => {
    const queryKey = keyOf({ collection, id: found.document.id })
    queries.setQueryData(queryKey, found)
    void queries.invalidateQueries({ queryKey })
  }
}
