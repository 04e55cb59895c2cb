export type Step = 'insert' | 'export' | 'upsert, new' | 'upsert, there'

/** What one contender needed for one step in one round. */
export interface BulkSample {
  readonly contender: string
  readonly step: Step
  readonly ms: number
  /** Of the contender's process; NaN where the system does not tell. */
  readonly cpuMs: number
  readonly mongoCpuMs: number
  /** Of a server: before its first step, and the most of this one. */
  readonly residentBytes: { readonly before: number; readonly most: number } | null
}
