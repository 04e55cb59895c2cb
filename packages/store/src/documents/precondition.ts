import { PreconditionFailedError } from '../store-errors.ts'
import type { StoredDocument } from './stored-document.ts'

/** What must hold at the moment of a write (RFC 9110, 13.1). */
export type Precondition =
  | { readonly kind: 'none' }
  | { readonly kind: 'if-match'; readonly etags: readonly string[] | '*' }
  | { readonly kind: 'if-none-match-any' }

/** @throws PreconditionFailedError; weak entity tags never match, as strong comparison demands. */
export function checkPrecondition(
  precondition: Precondition,
  current: StoredDocument | null,
): void {
  if (!holds(precondition, current)) throw new PreconditionFailedError(current?.etag ?? null)
}

function holds(precondition: Precondition, current: StoredDocument | null): boolean {
  if (precondition.kind === 'none') return true
  if (precondition.kind === 'if-none-match-any') return current === null
  if (current === null) return false
  return precondition.etags === '*' || precondition.etags.includes(current.etag)
}
