import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useInRouterContext } from 'react-router'
import { describeError } from '../api/describe-error.ts'
import { Button } from './button.tsx'
import { SignInLink } from './sign-in-link.tsx'
import styles from './state.module.css'

export interface ErrorStateProps {
  readonly title: string
  readonly error: unknown
  readonly onRetry?: () => void
  /** In place of the button that tries again. */
  readonly action?: ReactNode
}

const MAX_ERRORS = 5

/** In place of what could not be loaded. */
export function ErrorState({ title, error, onRetry, action }: ErrorStateProps): ReactNode {
  const { text, code, requestId, errors, needsKey } = describeError(error)
  const isRouted = useInRouterContext()
  return (
    <div className={styles.state} role="alert">
      <CircleAlert aria-hidden size={28} className={styles.failed} />
      <h2>{title}</h2>
      <p className={styles.text}>{text}</p>
      {errors.length === 0 ? null : (
        <ul className={styles.errors}>
          {errors.slice(0, MAX_ERRORS).map(({ pointer, detail }) => (
            <li key={pointer + detail}>
              <code>{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      {code === null ? null : (
        <p className={styles.code}>
          <code>{code}</code>
          {requestId === null ? null : (
            <>
              {' '}
              · request <code>{requestId}</code>
            </>
          )}
        </p>
      )}
      <div className={styles.actions}>
        {needsKey && isRouted ? <SignInLink kind="primary" /> : null}
        {action ?? (onRetry ? <Button onClick={onRetry}>Try again</Button> : null)}
      </div>
    </div>
  )
}
