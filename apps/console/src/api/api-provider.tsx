import { CStoreClient } from '@cstore/client'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo, useState, type ReactNode } from 'react'
import { ApiContext, type Api } from './api-context.ts'
import type { ConsoleConfig } from './config.ts'
import { readStoredKey, storeKey } from './stored-key.ts'

/** Documents that were read are only asked about again, as long as they take no more than this. */
const REMEMBER_CHARACTERS = 8_000_000
/** Whoever looks at a page would rather know soon that something is wrong. */
const RETRIES = 1

function clientOf(url: string, key: string | null): CStoreClient {
  return new CStoreClient({
    url,
    retries: RETRIES,
    rememberCharacters: REMEMBER_CHARACTERS,
    ...(key === null ? {} : { key }),
  })
}

export function ApiProvider({
  config,
  children,
}: {
  config: ConsoleConfig
  children: ReactNode
}): ReactNode {
  const queries = useQueryClient()
  const [key, setKey] = useState(readStoredKey)
  const url = config.apiUrl === '' ? globalThis.location.origin : config.apiUrl.replace(/\/+$/, '')
  const api = useMemo((): Api => {
    const change = (next: string | null): void => {
      storeKey(next)
      setKey(next)
      // What one may see says nothing about what another may.
      queries.clear()
    }
    return {
      client: clientOf(url, key),
      url,
      key,
      signIn: async (next) => {
        await clientOf(url, next).access()
        change(next)
      },
      signOut: () => change(null),
    }
  }, [url, key, queries])
  return <ApiContext value={api}>{children}</ApiContext>
}
