import { QueryClient } from '@tanstack/react-query'

/**
 * Answers are shown once more only while they are asked for again: nobody is to see a document
 * that somebody else has changed meanwhile. The client repeats what is worth it by itself.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 0, retry: false, refetchOnWindowFocus: true, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}
