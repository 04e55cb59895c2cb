import { Construction } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHead } from '../../components/page-head.tsx'

export function CollectionsPage(): ReactNode {
  return (
    <>
      <PageHead title="Collections" />
      <EmptyState icon={Construction} title="This page is being built" />
    </>
  )
}
