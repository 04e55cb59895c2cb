import type { ReactNode } from 'react'
import { Button } from '../components/button.tsx'
import { ErrorState } from '../components/error-state.tsx'

/** Shown in place of everything when not even the configuration can be had. */
export function StartFailure({ error }: { error: unknown }): ReactNode {
  return (
    <main>
      <ErrorState
        title="The console could not start"
        error={error}
        action={<Button onClick={() => globalThis.location.reload()}>Try again</Button>}
      />
    </main>
  )
}
