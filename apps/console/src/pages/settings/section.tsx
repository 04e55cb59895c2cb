import type { ReactNode } from 'react'
import styles from './settings.module.css'

export interface SectionProps {
  /** For links to it. */
  readonly id: string
  readonly title: string
  readonly text: ReactNode
  readonly isDangerous?: boolean
  readonly children: ReactNode
}

export function Section({
  id,
  title,
  text,
  isDangerous = false,
  children,
}: SectionProps): ReactNode {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className={styles.section}>
      <div className={styles.about}>
        <h2 id={`${id}-title`}>{title}</h2>
        <p>{text}</p>
      </div>
      <div className={styles.card} data-dangerous={isDangerous || undefined}>
        {children}
      </div>
    </section>
  )
}
