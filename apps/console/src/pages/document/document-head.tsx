import type { ReactNode } from 'react'
import { PageHead } from '../../components/page-head.tsx'

interface DocumentHeadProps {
  readonly collection: string
  readonly title: string
  readonly actions?: ReactNode
}

export function DocumentHead({ collection, title, actions }: DocumentHeadProps): ReactNode {
  const above = [
    { label: 'Collections', to: '/' },
    { label: collection, to: `/collections/${collection}` },
  ]
  return <PageHead title={title} above={above} actions={actions} />
}
