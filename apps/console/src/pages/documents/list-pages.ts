/** Which pages of a list were passed on the way to this one, kept with the entry of the history. */
import type { Location } from 'react-router'

/** Cursors of the pages before this one, from the first on, whose cursor is empty; null: not known. */
export type Trail = readonly string[] | null

export function trailOf({ state }: Location, after: string | null): Trail {
  if (after === null) return []
  const trail: unknown = Object(state).trail
  return Array.isArray(trail) && trail.every((cursor) => typeof cursor === 'string') ? trail : null
}

export function firstRowOf(trail: Trail, limit: number): number | null {
  return trail && trail.length * limit + 1
}
