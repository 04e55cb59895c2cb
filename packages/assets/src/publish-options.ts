import type { Input } from './input/collect-inputs.ts'

interface LockWait {
  /** How long to wait for another publisher, milliseconds. */
  readonly lockWaitMs?: number
  /** A publisher that is silent for this long was killed, milliseconds. */
  readonly lockSilenceMs?: number
  /** Told who is waited for. */
  readonly onWait?: ((publisher: string) => void) | undefined
}

interface Retention {
  /** How many earlier releases stay, beside the current one. */
  readonly keep?: number
  /** Nothing goes that was part of the current release less than this ago, milliseconds. */
  readonly graceMs?: number
}

export interface PruneOptions extends LockWait, Retention {
  /** The folder that the CDN serves. */
  readonly target: string
  readonly signal?: AbortSignal
  readonly now?: () => number
}

export interface PublishOptions extends PruneOptions {
  readonly inputs: readonly Input[]
  readonly onProgress?: (progress: Progress) => void
}

export interface Progress {
  /** Bytes encoded, counted once for each coding. */
  readonly doneBytes: number
  readonly totalBytes: number
}

export const DEFAULTS = {
  lockWaitMs: 60_000,
  lockSilenceMs: 30_000,
  keep: 5,
  graceMs: 7 * 24 * 60 * 60_000,
} as const
