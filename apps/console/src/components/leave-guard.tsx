import { useEffect, type ReactNode } from 'react'
import { useBlocker } from 'react-router'
import { Button } from './button.tsx'
import { Dialog, DialogActions } from './dialog.tsx'

interface LeaveGuardProps {
  /** Asked at the moment somebody leaves. */
  readonly isHeld: () => boolean
  readonly title: string
  /** On the button that goes all the same. */
  readonly leaveLabel: string
  /** Before the page is left after all. */
  readonly onLeave?: () => void
  /** What would be lost. */
  readonly children: ReactNode
}

/** Nobody leaves by accident what would end with it. */
export function LeaveGuard(props: LeaveGuardProps): ReactNode {
  const { isHeld, title, leaveLabel, onLeave, children } = props
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      currentLocation.pathname !== nextLocation.pathname && isHeld(),
  )
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (isHeld()) event.preventDefault()
    }
    globalThis.addEventListener('beforeunload', ask)
    return () => globalThis.removeEventListener('beforeunload', ask)
  }, [isHeld])
  if (blocker.state !== 'blocked') return null
  return (
    <Dialog title={title} open onClose={() => blocker.reset()}>
      <p>{children}</p>
      <DialogActions>
        <Button kind="quiet" onClick={() => blocker.reset()}>
          Stay
        </Button>
        <Button
          kind="danger"
          onClick={() => {
            onLeave?.()
            blocker.proceed()
          }}
        >
          {leaveLabel}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
