import type { ReactNode } from 'react'
import { describeError } from '../api/describe-error.ts'
import styles from './form-failure.module.css'

/** Why a form could not be sent, above its buttons. Nothing while nothing failed. */
export function FormFailure({ error }: { error: unknown }): ReactNode {
  if (error === null || error === undefined) return null
  const { text, code } = describeError(error)
  return (
    <p role="alert" className={styles.failure}>
      {text} {code === null ? null : <code>{code}</code>}
    </p>
  )
}
