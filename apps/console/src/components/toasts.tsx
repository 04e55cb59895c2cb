import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect, useRef, type ReactNode } from 'react'
import type { NumberedNotice } from './notices.tsx'
import styles from './toasts.module.css'

const LASTS_MS = 6000

interface ToastsProps {
  readonly notices: readonly NumberedNotice[]
  readonly onGone: (id: string) => void
}

export function Toasts(props: ToastsProps): ReactNode {
  return (
    <Toast.Provider timeout={LASTS_MS}>
      <Toast.Portal>
        <Toast.Viewport className={styles.viewport}>
          <ToastList {...props} />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function ToastList({ notices, onGone }: ToastsProps): ReactNode {
  const { toasts, add, close } = Toast.useToastManager()
  const shown = useRef(new Set<string>())
  useEffect(() => {
    for (const notice of notices) {
      if (shown.current.has(notice.id)) continue
      shown.current.add(notice.id)
      add(optionsOf(notice, { close, onGone }))
    }
  }, [notices, onGone, add, close])
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles.toast}>
      <Toast.Content className={styles.content}>
        <div>
          <Toast.Title className={styles.title} />
          <Toast.Description className={styles.text} />
        </div>
        <Toast.Action className={styles.action} />
        {/* All are shown, none lies behind another: it can always be seen and reached. */}
        <Toast.Close className={styles.close} aria-label="Dismiss" aria-hidden={false}>
          <X aria-hidden size={16} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}

function optionsOf(
  { id, title, text, action, isFailure = false, lastsMs = LASTS_MS }: NumberedNotice,
  { close, onGone }: { close: (id: string) => void; onGone: (id: string) => void },
) {
  const act = (): void => {
    close(id)
    action?.run()
  }
  return {
    id,
    title,
    description: text,
    timeout: lastsMs,
    type: isFailure ? 'failure' : 'done',
    // Others would be hidden from screen readers, with all their buttons, until they have the focus.
    priority: 'low' as const,
    onRemove: () => onGone(id),
    ...(action ? { actionProps: { children: action.label, onClick: act } } : {}),
  }
}
