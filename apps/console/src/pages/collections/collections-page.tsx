import { DatabaseZap, Plus } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { Navigate, useNavigate } from 'react-router'
import { useRights, type Rights } from '../../api/access.ts'
import { useApi } from '../../api/api-context.ts'
import { useCollections } from '../../api/collections.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import { CollectionTable } from './collection-table.tsx'

const CreateCollection = lazy(async () => ({
  default: (await import('./create-collection.tsx')).CreateCollection,
}))

export function CollectionsPage(): ReactNode {
  const { key } = useApi()
  return key === null ? <Navigate to="/sign-in" replace /> : <Collections />
}

function Collections(): ReactNode {
  const rights = useRights()
  const navigate = useNavigate()
  const [isCreating, setCreating] = useState(false)
  const mayCreate = rights.may('admin')
  useShortcut('n', 'New collection', () => mayCreate && setCreating(true))
  const create = mayCreate ? (
    <Button kind="primary" icon={Plus} onClick={() => setCreating(true)}>
      New collection
    </Button>
  ) : null
  return (
    <>
      <PageHead title="Collections" actions={create} />
      <CollectionsOrNone rights={rights} create={create} />
      {isCreating ? (
        <Suspense>
          <CreateCollection
            onClose={() => setCreating(false)}
            onCreated={(name) => void navigate(`/collections/${name}`)}
          />
        </Suspense>
      ) : null}
    </>
  )
}

function CollectionsOrNone({ rights, create }: { rights: Rights; create: ReactNode }): ReactNode {
  const { data, error, refetch } = useCollections()
  if (data && data.length > 0) return <CollectionTable collections={data} rights={rights} />
  if (data) {
    return (
      <EmptyState icon={DatabaseZap} title="No collections yet" action={create}>
        {rights.may('admin')
          ? 'A collection holds documents, and says how long they are cached and who may read them.'
          : 'There is none that this key may see. An administrator makes them.'}
      </EmptyState>
    )
  }
  if (!error) return <LoadingState />
  return (
    <ErrorState
      title="The collections could not be read"
      error={error}
      onRetry={() => void refetch()}
    />
  )
}
