import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { useRef, type ReactNode, type RefObject } from 'react'
import styles from './dialog.module.css'
import { IconButton } from './icon-button.tsx'

export interface DialogProps {
  readonly title: string
  readonly open: boolean
  /** Escape, a click outside, the cross. */
  readonly onClose: () => void
  readonly size?: 'normal' | 'wide'
  /** In place of the first field. */
  readonly initialFocus?: RefObject<HTMLElement | null>
  readonly children: ReactNode
}

export function Dialog({ title, open, onClose, size = 'normal', ...rest }: DialogProps): ReactNode {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <BaseDialog.Root open={open} onOpenChange={(isOpen) => isOpen || onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles.backdrop} />
        <BaseDialog.Popup
          ref={popup}
          className={`${styles.popup} ${size === 'wide' ? styles.wide : ''}`}
          initialFocus={rest.initialFocus ?? (() => firstField(popup.current) ?? true)}
        >
          <BaseDialog.Title className={styles.title}>{title}</BaseDialog.Title>
          {rest.children}
          {/* The last to be reached by Tab, so that a dialog begins with what it is about. */}
          <div className={styles.close}>
            <BaseDialog.Close render={<IconButton icon={X} label="Close" />} />
          </div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

/** Whoever opens a form begins with what is to be filled in, not with the cross that closes it. */
function firstField(popup: HTMLElement | null): HTMLElement | null {
  return popup?.querySelector<HTMLElement>('input:not([aria-hidden]), select, textarea') ?? null
}

/** The buttons at the end, the one that goes on last. */
export function DialogActions({ children }: { children: ReactNode }): ReactNode {
  return <div className={styles.actions}>{children}</div>
}
