/** What a save that was refused, or of which nobody knows, means now. */
import { CStoreError } from '@cstore/client'
import { fieldsOf, type FoundDocument } from '../../api/document.ts'
import type { ValueFault } from '../../components/json-editor/editor-faults.ts'
import { isSameJson, type JsonObject } from '../../json/json-value.ts'

export type SaveFailure =
  /** It is not what it was, or not there: look at it. */
  | { readonly kind: 'conflict' }
  /** What it holds is not allowed. */
  | { readonly kind: 'refused'; readonly faults: readonly ValueFault[]; readonly text: string }
  | { readonly kind: 'failed' }

export function failureOf(error: unknown): SaveFailure {
  if (!(error instanceof CStoreError)) return { kind: 'failed' }
  const { status, code, errors, detail, mayHaveBeenDone } = error
  const isGone = code === 'CSTORE_STORE_DOCUMENT_NOT_FOUND'
  if (status === 412 || isGone || mayHaveBeenDone) return { kind: 'conflict' }
  if (status === 422 || status === 400) return { kind: 'refused', faults: errors, text: detail }
  return { kind: 'failed' }
}

export type Standing =
  /** It holds what was to be saved: it was this save, or one like it. */
  | 'saved'
  /** Nobody has changed it; the save was lost on the way. */
  | 'unchanged'
  | 'changed'
  | 'gone'

export interface Standings {
  /** As it was when the work on it began; null: it was to be made. */
  readonly base: FoundDocument | null
  /** As it is now; null: there is none. */
  readonly current: FoundDocument | null
  /** What was to be saved. */
  readonly mine: JsonObject
}

export function standingOf({ base, current, mine }: Standings): Standing {
  if (!current) return base ? 'gone' : 'unchanged'
  if (isSameJson(fieldsOf(current.document), mine)) return 'saved'
  return current.etag === base?.etag ? 'unchanged' : 'changed'
}
