import { RESERVED_FIELD } from '@cstore/contracts'

const MAX_PATH_LENGTH = 255
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** Why a path cannot stand in a filter or a sort; null when it can. `id` is the id, itself no path. */
export function pathProblem(path: string): string | null {
  if (path.length === 0 || path.length > MAX_PATH_LENGTH)
    return `Expected a field of 1 to ${MAX_PATH_LENGTH} characters`
  const [first, ...others] = path.split('.')
  if (first === '_id') return 'Expected `id` in place of `_id`'
  if (first === RESERVED_FIELD) return `\`${RESERVED_FIELD}\` is reserved`
  if (first === 'id' && others.length > 0) return 'Expected `id` as a whole, not a field of it'
  for (const segment of [first ?? '', ...others]) {
    if (segment === '') return 'Expected a path without empty names'
    if (segment.startsWith('$')) return `Expected a field, not the operator \`${segment}\``
    if (FORBIDDEN.has(segment)) return `\`${segment}\` cannot be a field`
    if (segment.includes('\0')) return 'Expected a path without NUL characters'
  }
  return path.isWellFormed() ? null : 'Expected a path that is well-formed Unicode'
}
