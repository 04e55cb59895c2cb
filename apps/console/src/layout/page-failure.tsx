import type { ReactNode } from 'react'
import { useRouteError } from 'react-router'
import { Button } from '../components/button.tsx'
import { ErrorState } from '../components/error-state.tsx'

/** A page that cannot be shown; all around it goes on. */
export function PageFailure(): ReactNode {
  const error = useRouteError()
  // A page whose files are gone belongs to a console that was replaced meanwhile.
  return (
    <>
      <h1 className="visually-hidden">Not shown</h1>
      <ErrorState
        title="This page could not be shown"
        error={error}
        action={<Button onClick={() => globalThis.location.reload()}>Load it again</Button>}
      />
    </>
  )
}
