import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { useRights } from '../../api/access.ts'
import { CollectionHead } from '../../components/collection-head.tsx'
import { ExportPart } from './export-part.tsx'
import { ImportPart } from './import-part.tsx'
import styles from './transfer.module.css'

export function TransferPage(): ReactNode {
  const { collection = '' } = useParams()
  const { isKnown, may } = useRights()
  return (
    <>
      <CollectionHead collection={collection} />
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
