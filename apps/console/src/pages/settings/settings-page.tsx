import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useCollection } from '../../api/collections.ts'
import { CollectionFailure } from '../../components/collection-failure.tsx'
import { CollectionHead } from '../../components/collection-head.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { SettingsEditor } from './settings-editor.tsx'

export function SettingsPage(): ReactNode {
  const { collection = '' } = useParams()
  const { data, error, refetch } = useCollection(collection)
  return (
    <>
      <CollectionHead collection={collection} part="Settings" />
      {data ? <SettingsEditor key={collection} info={data} /> : null}
      {!data && error ? (
        <CollectionFailure collection={collection} error={error} onRetry={() => void refetch()} />
      ) : null}
      {!data && !error ? <LoadingState /> : null}
    </>
  )
}
