import { FileQuestion } from 'lucide-react'
import type { ReactNode } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { useRights } from '../../api/access.ts'
import { documentAddress } from '../../api/addresses.ts'
import { useDocument, type DocumentPlace } from '../../api/document.ts'
import { LinkButton } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { DocumentHead } from './document-head.tsx'
import { NewDocument } from './new-document.tsx'
import { StoredDocument } from './stored-document.tsx'

export function DocumentPage(): ReactNode {
  const { collection = '', id = '' } = useParams()
  const [search] = useSearchParams()
  const Page = search.has('new') ? NewDocument : ExistingDocument
  // Another document has nothing of this one.
  return <Page key={`${collection}/${id}`} place={{ collection, id }} />
}

function ExistingDocument({ place }: { place: DocumentPlace }): ReactNode {
  const read = useDocument(place)
  if (read.data) return <StoredDocument place={place} found={read.data} read={read} />
  return (
    <>
      <DocumentHead collection={place.collection} title={place.id} />
      {read.isError ? (
        <ErrorState
          title="The document could not be read"
          error={read.error}
          onRetry={() => void read.refetch()}
        />
      ) : read.data === null ? (
        <MissingDocument place={place} />
      ) : (
        <LoadingState label="Loading the document …" />
      )}
    </>
  )
}

function MissingDocument({ place: { collection, id } }: { place: DocumentPlace }): ReactNode {
  const isAllowed = useRights().may('writer', collection)
  return (
    <EmptyState
      icon={FileQuestion}
      title="There is no such document"
      action={
        <>
          <LinkButton to={`/collections/${collection}`}>All documents</LinkButton>
          {isAllowed ? (
            <LinkButton to={`${documentAddress(collection, id)}?new`}>Make it</LinkButton>
          ) : null}
        </>
      }
    >
      Nothing has this id, or it was deleted.
    </EmptyState>
  )
}
