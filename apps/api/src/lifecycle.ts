/** Whether this process is about to end; then it asks to be sent no more work. */
export interface Lifecycle {
  readonly draining: boolean
}
