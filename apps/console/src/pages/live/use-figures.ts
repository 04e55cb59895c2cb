import { CStoreError, type Health } from '@cstore/client'
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.ts'
import { withLook, type Figures } from './figures.ts'

const LOOK_MS = 2000
const KEY = ['figures']

/** Looks again and again, and keeps what it saw while other pages are shown. */
export function useFigures(): UseQueryResult<Figures> {
  const { client } = useApi()
  const queries = useQueryClient()
  return useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => {
      const stats = await client.stats({ signal })
      return withLook(queries.getQueryData<Figures>(KEY) ?? null, stats, Date.now())
    },
    // Another look would not find another key.
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : LOOK_MS),
    // Two answers are never alike, and comparing them in depth costs.
    structuralSharing: false,
  })
}

/** Nobody is signed in, or with a key for something else. */
export function isRefused(error: unknown): boolean {
  return error instanceof CStoreError && (error.status === 401 || error.status === 403)
}

export function useHealth(): UseQueryResult<Health> {
  const { client } = useApi()
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => client.health({ signal }),
    refetchInterval: LOOK_MS,
  })
}
