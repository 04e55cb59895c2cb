import { lazy, Suspense, useMemo, useRef, useState, type ReactNode } from 'react'
import { describeError } from '../api/describe-error.ts'
import { NotifyContext, type Notice, type Notify } from './notify.ts'

/** Nothing of it is loaded before there is something to say. */
const Toasts = lazy(async () => ({ default: (await import('./toasts.tsx')).Toasts }))

export interface NumberedNotice extends Notice {
  readonly id: string
}

export function Notices({ children }: { children: ReactNode }): ReactNode {
  const [notices, setNotices] = useState<readonly NumberedNotice[]>([])
  const last = useRef(0)
  const notify = useMemo((): Notify => {
    const add = (notice: Notice): void => {
      last.current += 1
      const numbered = { ...notice, id: String(last.current) }
      setNotices((before) => [...before, numbered])
    }
    return {
      done: add,
      failed: (title, error) =>
        add({ title, text: describeError(error).text, isFailure: true, lastsMs: 0 }),
    }
  }, [])
  return (
    <NotifyContext value={notify}>
      {children}
      {notices.length === 0 ? null : (
        <Suspense>
          <Toasts
            notices={notices}
            onGone={(id) => setNotices((before) => before.filter((notice) => notice.id !== id))}
          />
        </Suspense>
      )}
    </NotifyContext>
  )
}
