import { Compass } from 'lucide-react'
import type { ReactNode } from 'react'
import { LinkButton } from '../components/button.tsx'
import { EmptyState } from '../components/empty-state.tsx'
import { PageHead } from '../components/page-head.tsx'

export function NotFoundPage(): ReactNode {
  return (
    <>
      <PageHead title="Not found" />
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
