import { useEffect, type ReactNode } from 'react'
import { useBlocker } from 'react-router'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'

interface LeaveGuardProps {
  readonly isBusy: boolean
  /** Before the page is left after all. */
  readonly onLeave: () => void
}

/** Nobody leaves by accident what would end with it. */
export function LeaveGuard({ isBusy, onLeave }: LeaveGuardProps): ReactNode {
  const blocker = useBlocker(isBusy)
  useEffect(() => {
    if (!isBusy) return undefined
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault()
    globalThis.addEventListener('beforeunload', ask)
    return () => globalThis.removeEventListener('beforeunload', ask)
  }, [isBusy])
  if (blocker.state !== 'blocked') return null
  return (
    <Dialog title="Stop it and leave?" open onClose={() => blocker.reset()}>
      <p>It is still under way, and ends with this page. What was done so far stays.</p>
      <DialogActions>
        <Button kind="quiet" onClick={() => blocker.reset()}>
          Stay
        </Button>
        <Button
          kind="danger"
          onClick={() => {
            onLeave()
            blocker.proceed()
          }}
        >
          Stop and leave
        </Button>
      </DialogActions>
    </Dialog>
  )
}
