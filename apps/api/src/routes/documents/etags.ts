/** Entity tags and preconditions of RFC 9110 §8.8 and §13. */
import type { Precondition } from '@cstore/store'
import { ApiError } from '../../problems/api-errors.ts'

const LIST =
  /^\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")*\s*$/
const TAG = /(W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g

function tags(header: string, field: string): { tag: string; weak: boolean }[] {
  if (!LIST.test(header)) {
    throw new ApiError(
      'CSTORE_REQUEST_INVALID',
      `Expected ${field} to be \`*\` or quoted entity tags.`,
    )
  }
  return Array.from(header.matchAll(TAG), ([, weak, tag = '']) => ({
    tag,
    weak: weak !== undefined,
  }))
}

/** Whether a reader already has this (weak comparison, §13.1.2). */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true
  return tags(ifNoneMatch, 'If-None-Match').some(({ tag }) => tag === etag)
}

export interface WriteConditions {
  readonly 'if-match'?: string | undefined
  readonly 'if-none-match'?: string | undefined
}

/** What must hold for a write; decided by the database, not here. */
export function preconditionOf(headers: WriteConditions): Precondition {
  const ifMatch = headers['if-match']
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined) {
    const absent = absentOnly(ifNoneMatch)
    // There and not there (§13.2.2): no document is, so no entity tag will do.
    return ifMatch === undefined ? absent : { kind: 'if-match', etags: [] }
  }
  if (ifMatch === undefined) return { kind: 'none' }
  if (ifMatch.trim() === '*') return { kind: 'if-match', etags: '*' }
  // A weak tag never matches strongly (§13.1.1), so it is as good as none.
  const strong = tags(ifMatch, 'If-Match').filter(({ weak }) => !weak)
  return { kind: 'if-match', etags: strong.map(({ tag }) => tag) }
}

function absentOnly(ifNoneMatch: string): Precondition {
  if (ifNoneMatch.trim() === '*') return { kind: 'if-none-match-any' }
  throw new ApiError('CSTORE_REQUEST_INVALID', 'Expected If-None-Match to be `*` on a write.')
}
