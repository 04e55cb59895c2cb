import { FileX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useRights } from '../../api/access.ts'
import { documentAddress } from '../../api/addresses.ts'
import { LinkButton } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import type { DocumentTarget } from './document-target.ts'

export function NoDocument({ collection, id }: DocumentTarget): ReactNode {
  // Ids that begin so are of other programs' making.
  const mayCreate = useRights().may('writer', collection) && !id.startsWith('~')
  return (
    <EmptyState
      icon={FileX}
      title="There is no such document"
      action={
        <>
          <LinkButton to={`/collections/${collection}`}>To the documents</LinkButton>
          {mayCreate ? (
            <LinkButton kind="primary" to={`${documentAddress(collection, id)}?new`}>
              Create it
            </LinkButton>
          ) : null}
        </>
      }
    >
      It was deleted, or never created.
    </EmptyState>
  )
}
