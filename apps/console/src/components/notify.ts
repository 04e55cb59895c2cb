import { createContext, use } from 'react'

export interface Notice {
  readonly title: string
  readonly text?: string | undefined
  readonly isFailure?: boolean
  /** A button in the toast, such as to undo what was done. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined
  /** Milliseconds; 0: until it is closed. */
  readonly lastsMs?: number | undefined
}

export interface Notify {
  readonly done: (notice: Notice) => void
  readonly failed: (title: string, error: unknown) => void
}

export const NotifyContext = createContext<Notify | null>(null)

/** To say in passing what has been done, or was not. */
export function useNotify(): Notify {
  const notify = use(NotifyContext)
  if (!notify) throw new Error('There are no Notices around this.')
  return notify
}
