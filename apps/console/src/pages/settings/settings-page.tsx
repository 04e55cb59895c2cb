import type { CollectionInfo } from '@cstore/client'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useRights } from '../../api/access.ts'
import { useCollection } from '../../api/collections.ts'
import { CollectionHead } from '../../components/collection-head.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { DangerPart } from './danger-part.tsx'
import { IndexStates } from './index-states.tsx'
import { SettingsForm } from './settings-form.tsx'
import styles from './settings.module.css'

export function SettingsPage(): ReactNode {
  const { collection = '' } = useParams()
  const { data, error, refetch } = useCollection(collection)
  return (
    <>
      <CollectionHead collection={collection} title="Settings" />
      {data ? (
        <Settings key={collection} info={data} />
      ) : error ? (
        <ErrorState
          title="The settings could not be read"
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <LoadingState label="Loading the settings …" />
      )}
    </>
  )
}

function Settings({ info }: { info: CollectionInfo }): ReactNode {
  const rights = useRights()
  const isAdmin = rights.may('admin', info.name)
  return (
    <div className={styles.page}>
      {rights.isKnown && !isAdmin ? (
        <p className={styles.muted}>Only an administrator may change them.</p>
      ) : null}
      <SettingsForm info={info} mayChange={isAdmin} />
      <IndexStates indexes={info.indexes} />
      {isAdmin ? <DangerPart collection={info.name} /> : null}
    </div>
  )
}
