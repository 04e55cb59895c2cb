import type { Role } from '@cstore/contracts'

/** Who makes a request. */
export interface Principal {
  /** Id of the key; for logs. */
  readonly id: string
  readonly role: Role | 'anonymous'
  /** Absent: every collection. */
  readonly collections?: ReadonlySet<string>
}

export const ANONYMOUS: Principal = Object.freeze({ id: 'anonymous', role: 'anonymous' })

const RANK = { anonymous: 0, reader: 1, writer: 2, admin: 3 } as const

/** Whether a principal holds at least this role, there where it is asked for. */
export function mayAct(principal: Principal, role: Role, collection?: string): boolean {
  if (RANK[principal.role] < RANK[role]) return false
  if (!principal.collections) return true
  return collection !== undefined && principal.collections.has(collection)
}
