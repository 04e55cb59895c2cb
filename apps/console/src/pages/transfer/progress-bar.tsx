import { Progress as BaseProgress } from '@base-ui/react/progress'
import type { ReactNode } from 'react'
import { fraction, type Progress } from './progress.ts'
import styles from './transfer.module.css'

interface ProgressBarProps {
  readonly label: string
  readonly progress: Progress
  readonly isFailed: boolean
}

export function ProgressBar({ label, progress, isFailed }: ProgressBarProps): ReactNode {
  const part = fraction(progress)
  return (
    <BaseProgress.Root value={part === null ? null : Math.round(part * 100)} aria-label={label}>
      <BaseProgress.Track className={styles.track}>
        <BaseProgress.Indicator className={isFailed ? styles.failedBar : styles.bar} />
      </BaseProgress.Track>
    </BaseProgress.Root>
  )
}
