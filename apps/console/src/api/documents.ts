import type { Page, Stored } from '@cstore/client'
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { JsonObject } from '../json/json-value.ts'
import { useApi } from './api-context.ts'

export type AnyDocument = Stored<Record<string, unknown>>

export interface ListQuery {
  readonly filter: JsonObject
  readonly sort: readonly { readonly field: string; readonly order: 'asc' | 'desc' }[]
  /** Null: whole documents. */
  readonly fields: readonly string[] | null
  readonly limit: number
  readonly after: string | null
}

export interface Refreshable {
  /** Reads once more, past the cache. */
  readonly refresh: () => void
  readonly isRefreshing: boolean
}

/**
 * A page of a list. Null for the query: not known yet what to ask. What was read earlier is shown
 * while it is read again, and marked by `isFetching`.
 */
export function useDocuments(
  collection: string,
  query: ListQuery | null,
): UseQueryResult<Page<AnyDocument>> & Refreshable {
  const { client } = useApi()
  const queryKey = ['documents', collection, query]
  const read = useCallback(
    (signal: AbortSignal | undefined, fresh: boolean) => {
      const { filter, sort, fields, limit, after } = query ?? NOTHING
      return client.collection(collection).list(
        {
          filter,
          sort: [...sort],
          limit,
          ...(fields ? { fields } : {}),
          ...(after === null ? {} : { after }),
        },
        { signal, fresh },
      )
    },
    [client, collection, query],
  )
  const result = useQuery({
    queryKey,
    queryFn: ({ signal }) => read(signal, false),
    enabled: query !== null,
    gcTime: KEEP_MS,
  })
  return { ...result, ...useRefresh(queryKey, () => read(undefined, true)) }
}

const NOTHING: ListQuery = { filter: {}, sort: [], fields: null, limit: 1, after: null }
/** For the way back to a list; it is read again then. */
const KEEP_MS = 60_000

/** Puts what a read past the cache gave in the place of what was shown. */
export function useRefresh<T>(queryKey: readonly unknown[], read: () => Promise<T>): Refreshable {
  const queries = useQueryClient()
  const [isRefreshing, setRefreshing] = useState(false)
  const refresh = (): void => {
    if (isRefreshing) return
    setRefreshing(true)
    void queries
      .fetchQuery({ queryKey: [...queryKey], queryFn: read, staleTime: 0 })
      // The query has the error, and shows it.
      .catch(() => undefined)
      .finally(() => setRefreshing(false))
  }
  return { refresh, isRefreshing }
}

const SAMPLE_SIZE = 10
const SAMPLE_MS = 60_000

/** A few whole documents, for the names of their fields. Null for no documents. */
export function useSample(collection: string): UseQueryResult<readonly AnyDocument[]> {
  const { client } = useApi()
  return useQuery({
    queryKey: ['sample', collection],
    queryFn: async ({ signal }) => {
      const page = await client.collection(collection).list({ limit: SAMPLE_SIZE }, { signal })
      return page.documents
    },
    staleTime: SAMPLE_MS,
  })
}

/** How many match a filter. Asked for only when somebody asks. */
export function useMatchCount(
  collection: string,
  filter: JsonObject | null,
  isWanted: boolean,
): UseQueryResult<number | null> {
  const { client } = useApi()
  return useQuery({
    queryKey: ['count', collection, filter],
    queryFn: async ({ signal }) => {
      const query = { filter: filter ?? {}, limit: 1, count: true, fields: [] }
      const { count } = await client.collection(collection).list(query, { signal })
      return count ?? null
    },
    enabled: isWanted && filter !== null,
  })
}
