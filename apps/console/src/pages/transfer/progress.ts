/** How far something has come, and when it will be done if it goes on like this. */
export interface Progress {
  readonly done: number
  /** Null: not known. */
  readonly total: number | null
  readonly elapsedMs: number
}

/** From 0 to 1; null: not known. */
export function fraction({ done, total }: Progress): number | null {
  if (total === null) return null
  return total === 0 ? 1 : Math.min(1, done / total)
}

/** A guess from so little would only jump about. */
const SHORTEST_MS = 1000

/** Null: nobody can tell yet. */
export function timeLeftMs({ done, total, elapsedMs }: Progress): number | null {
  if (total === null || done === 0 || elapsedMs < SHORTEST_MS) return null
  return Math.max(0, (elapsedMs / done) * (total - done))
}

/** Per second. */
export function rate(count: number, elapsedMs: number): number {
  return elapsedMs === 0 ? 0 : (count / elapsedMs) * 1000
}
