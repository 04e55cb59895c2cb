export type CheckStatus = 'ok' | 'warn' | 'fail'

/** One thing that was looked at. */
export interface Check {
  readonly name: string
  readonly status: CheckStatus
  readonly detail: string
  /** What to do about it. */
  readonly mend?: string
}

/** What belongs together. */
export interface Area {
  readonly title: string
  readonly checks: readonly Check[]
}

export function ok(name: string, detail: string): Check {
  return { name, status: 'ok', detail }
}

export function warn(name: string, detail: string, mend: string): Check {
  return { name, status: 'warn', detail, mend }
}

export function fail(name: string, detail: string, mend: string): Check {
  return { name, status: 'fail', detail, mend }
}
