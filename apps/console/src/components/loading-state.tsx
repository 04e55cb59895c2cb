import type { ReactNode } from 'react'
import styles from './state.module.css'

/** In place of what is on its way. What comes at once is not announced by a flicker. */
export function LoadingState({ label = 'Loading …' }: { label?: string }): ReactNode {
  return (
    <output className={styles.loading}>
      <span className={styles.spinner} aria-hidden />
      {label}
    </output>
  )
}
