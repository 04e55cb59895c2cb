import { Construction } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHead } from '../../components/page-head.tsx'

export function SettingsPage(): ReactNode {
  return (
    <>
      <PageHead title="Settings" />
      <EmptyState icon={Construction} title="This page is being built" />
    </>
  )
}
