import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useRights } from '../../api/access.ts'
import { useCollection } from '../../api/collections.ts'
import { CollectionFailure } from '../../components/collection-failure.tsx'
import { CollectionHead } from '../../components/collection-head.tsx'
import { ExportPart } from './export-part.tsx'
import { ImportPart } from './import-part.tsx'
import styles from './transfer.module.css'

export function TransferPage(): ReactNode {
  const { collection = '' } = useParams()
  const { isKnown, may } = useRights()
  const { data, error, refetch } = useCollection(collection)
  if (error && !data) {
    return (
      <>
        <CollectionHead collection={collection} part="Import and export" />
        <CollectionFailure collection={collection} error={error} onRetry={() => void refetch()} />
      </>
    )
  }
  return (
    <>
      <CollectionHead collection={collection} part="Import and export" />
      <div className={styles.parts}>
        {isKnown && !may('writer', collection) ? (
          <section className={styles.part} aria-labelledby="import">
            <h2 id="import">Import</h2>
            <p>It takes a key that may write to this collection.</p>
          </section>
        ) : (
          <ImportPart key={`import ${collection}`} collection={collection} />
        )}
        <ExportPart key={`export ${collection}`} collection={collection} />
      </div>
    </>
  )
}
