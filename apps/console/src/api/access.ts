import type { Access, Role } from '@cstore/client'
import { useQuery } from '@tanstack/react-query'
import { useApi } from './api-context.ts'

const RANK = { anonymous: 0, reader: 1, writer: 2, admin: 3 } as const

export interface Rights {
  /** Null: without a key, or not known yet. */
  readonly access: Access | null
  /** False while it is being asked for; then nothing need be offered and nothing excused. */
  readonly isKnown: boolean
  /** Whether the key holds at least this role; without a collection, everywhere. */
  readonly may: (role: Role, collection?: string) => boolean
}

/** What the key allows. The API decides again about every request; this is for what to offer. */
export function useRights(): Rights {
  const { client, key } = useApi()
  const { data, isPending } = useQuery({
    queryKey: ['access'],
    queryFn: ({ signal }) => client.access({ signal }),
    enabled: key !== null,
  })
  const access = key === null ? null : (data ?? null)
  return {
    access,
    isKnown: key === null || !isPending,
    may: (role, collection) => mayAct(access, role, collection),
  }
}

export function mayAct(access: Access | null, role: Role, collection?: string): boolean {
  if (access === null || RANK[access.role] < RANK[role]) return false
  if (!access.collections) return true
  return collection !== undefined && access.collections.includes(collection)
}
