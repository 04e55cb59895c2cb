import { useState, type ReactNode } from 'react'
import { useDocument } from '../../api/document.ts'
import { ErrorState } from '../../components/error-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { above, type DocumentTarget } from './document-target.ts'
import { DocumentWorkplace } from './document-workplace.tsx'
import { NoDocument } from './no-document.tsx'

/** A document, or what there is in its place. */
export function DocumentView({ collection, id }: DocumentTarget): ReactNode {
  const read = useDocument(collection, id)
  const { data, error } = read
  // Kept when somebody deletes it, for whoever is at work on it.
  const [seen, setSeen] = useState(data ?? null)
  if (data && data !== seen) setSeen(data)
  const found = data ?? seen
  if (found) return <DocumentWorkplace collection={collection} id={id} read={read} found={found} />
  return (
    <>
      <PageHead title={id} above={above(collection)} />
      {data === null ? <NoDocument collection={collection} id={id} /> : null}
      {error && data === undefined ? (
        <ErrorState
          title="The document could not be read"
          error={error}
          onRetry={() => void read.refetch()}
        />
      ) : null}
      {error === null && data === undefined ? <LoadingState /> : null}
    </>
  )
}
