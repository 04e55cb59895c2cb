/** How a run ended, for the shell and for Kubernetes. */
export const EXIT = {
  ok: 0,
  /** Verify: something is not as it was published. */
  damaged: 1,
  /** Wrong usage or input, trouble with the target; nothing was published. */
  trouble: 2,
} as const
