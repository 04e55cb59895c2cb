import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './state.module.css'

export interface EmptyStateProps {
  readonly icon: LucideIcon
  readonly title: string
  readonly action?: ReactNode
  /** What could be done about it. */
  readonly children?: ReactNode
}

/** In place of a list that has nothing in it. */
export function EmptyState({ icon: Icon, title, action, children }: EmptyStateProps): ReactNode {
  return (
    <div className={styles.state}>
      <Icon aria-hidden size={28} className={styles.icon} />
      <h2>{title}</h2>
      {children === undefined ? null : <p className={styles.text}>{children}</p>}
      {action === undefined ? null : <div className={styles.actions}>{action}</div>}
    </div>
  )
}
