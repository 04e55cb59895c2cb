import { CStoreError } from '@cstore/client'
import { DatabaseX, Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { LinkButton } from './button.tsx'
import { EmptyState } from './empty-state.tsx'
import { ErrorState } from './error-state.tsx'
import { SignInLink } from './sign-in-link.tsx'

export interface CollectionFailureProps {
  readonly collection: string
  readonly error: Error
  readonly onRetry: () => void
}

/** In place of a page about a collection that cannot be had. */
export function CollectionFailure({
  collection,
  error,
  onRetry,
}: CollectionFailureProps): ReactNode {
  const status = error instanceof CStoreError ? error.status : 0
  if (status === 404) {
    return (
      <EmptyState
        icon={DatabaseX}
        title={`There is no collection ${collection}`}
        action={<LinkButton to="/">To the collections</LinkButton>}
      >
        It was deleted, or never created.
      </EmptyState>
    )
  }
  if (status === 403) {
    return (
      <EmptyState
        icon={Lock}
        title="Not for this key"
        action={
          <>
            <LinkButton to="/">To the collections</LinkButton>
            <SignInLink>Sign in with another key</SignInLink>
          </>
        }
      >
        The key you are signed in with may not read this collection.
      </EmptyState>
    )
  }
  return <ErrorState title="The collection could not be read" error={error} onRetry={onRetry} />
}
