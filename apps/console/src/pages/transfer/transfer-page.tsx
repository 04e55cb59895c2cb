import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { PageHead } from '../../components/page-head.tsx'
import { ExportPart } from './export-part.tsx'
import { ImportPart } from './import-part.tsx'
import styles from './transfer.module.css'

export function TransferPage(): ReactNode {
  const { collection = '' } = useParams()
  return (
    <>
      <PageHead
        title="Import and export"
        above={[
          { label: 'Collections', to: '/' },
          { label: collection, to: `/collections/${collection}` },
        ]}
      />
      <div className={styles.parts}>
        <ImportPart key={`import ${collection}`} collection={collection} />
        <ExportPart key={`export ${collection}`} collection={collection} />
      </div>
    </>
  )
}
