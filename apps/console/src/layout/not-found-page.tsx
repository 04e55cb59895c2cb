import { Compass } from 'lucide-react'
import type { ReactNode } from 'react'
import { LinkButton } from '../components/button.tsx'
import { EmptyState } from '../components/empty-state.tsx'

export function NotFoundPage(): ReactNode {
  return (
    <>
      <title>Not found · CStore</title>
      <h1 className="visually-hidden">Not found</h1>
      <EmptyState
        icon={Compass}
        title="There is no such page"
        action={<LinkButton to="/">To the collections</LinkButton>}
      >
        The address may have been mistyped, or is from another version of the console.
      </EmptyState>
    </>
  )
}
