import type { CStoreClient } from '@cstore/client'
import { createContext, use } from 'react'

export interface Api {
  readonly client: CStoreClient
  /** Where the API is, without a slash at the end. */
  readonly url: string
  /** Null: nobody is signed in, and only public collections can be read. */
  readonly key: string | null
  /** Asks the server about a key and keeps it. @throws CStoreError */
  readonly signIn: (key: string) => Promise<void>
  readonly signOut: () => void
}

export const ApiContext = createContext<Api | null>(null)

export function useApi(): Api {
  const api = use(ApiContext)
  if (!api) throw new Error('There is no ApiProvider around this.')
  return api
}
