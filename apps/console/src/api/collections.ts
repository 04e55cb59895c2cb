import type { CollectionInfo, CollectionSettingsInput } from '@cstore/client'
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useApi } from './api-context.ts'

export function useCollections(): UseQueryResult<CollectionInfo[]> {
  const { client } = useApi()
  return useQuery({
    queryKey: ['collections'],
    queryFn: ({ signal }) => client.collections({ signal }),
  })
}

/** Settings of one, and the state of its indexes. */
export function useCollection(name: string): UseQueryResult<CollectionInfo> {
  const { client } = useApi()
  return useQuery({
    queryKey: ['collection', name],
    queryFn: ({ signal }) => client.settings(name, { signal }),
    // An index that is being built is worth another look.
    refetchInterval: ({ state }) =>
      state.data?.indexes?.some((index) => index.state === 'building') ? BUILDING_POLL_MS : false,
  })
}

const BUILDING_POLL_MS = 1000

export interface SettingsChange {
  readonly settings: CollectionSettingsInput
  /** Refuses a schema that documents violate which are there. */
  readonly validate?: boolean
}

export function usePutSettings(
  name: string,
): UseMutationResult<CollectionInfo, Error, SettingsChange> {
  const { client } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ settings, validate = false }) =>
      client.putSettings(name, settings, { validate }),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['collection', name] }),
        queries.invalidateQueries({ queryKey: ['collections'] }),
      ]),
  })
}

export function useDeleteCollection(name: string): UseMutationResult<void, Error, void> {
  const { client } = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => client.deleteCollection(name),
    onSuccess: () => {
      // At once: what is listed is asked for how many documents it has.
      queries.setQueryData<CollectionInfo[]>(['collections'], (known) =>
        known?.filter((one) => one.name !== name),
      )
      return queries.invalidateQueries({ queryKey: ['collections'] })
    },
  })
}

/** Of all documents. Asked for only where it is shown; the server keeps it as long as a page. */
export function useDocumentCount(name: string): UseQueryResult<number | null> {
  const { client } = useApi()
  return useQuery({
    queryKey: ['count', name],
    queryFn: async ({ signal }) => {
      const options = { signal, timeoutMs: COUNT_TIMEOUT_MS }
      const { count } = await client
        .collection(name)
        .list({ limit: 1, count: true, fields: [] }, options)
      return count ?? null
    },
  })
}

const COUNT_TIMEOUT_MS = 5000
