import { Construction } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHead } from '../../components/page-head.tsx'

export function DocumentPage(): ReactNode {
  return (
    <>
      <PageHead title="Document" />
      <EmptyState icon={Construction} title="This page is being built" />
    </>
  )
}
