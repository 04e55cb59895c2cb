import { createHash } from 'node:crypto'
import type { ListSpec } from '@cstore/store'

/** Half of SHA-256: nobody finds two queries with one name. */
const NAME_CHARACTERS = 24

/**
 * The name of a page in the cache. Two queries share one only if every part of them is the same
 * once defaults are filled in. The filter stays as it was sent, with the order of its fields:
 * MongoDB compares documents with it, and `next` is signed over it.
 */
export function pageName(spec: ListSpec, { meta }: { meta: boolean }): string {
  const { filter = {}, sort = [], fields = null, limit, after = null, count = false } = spec
  const order = sort.map(({ field, order: direction }) => [field, direction])
  const query = JSON.stringify([filter, order, fields, limit, after, count, meta])
  return createHash('sha256').update(query).digest('base64url').slice(0, NAME_CHARACTERS)
}
