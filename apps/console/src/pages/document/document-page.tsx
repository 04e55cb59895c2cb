import type { ReactNode } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { DocumentView } from './document-view.tsx'
import { NewDocument } from './new-document.tsx'

export function DocumentPage(): ReactNode {
  const { collection = '', id = '' } = useParams()
  const [search] = useSearchParams()
  const target = { collection, id }
  // Another document has nothing of this one.
  const key = `${collection} ${id}`
  return search.has('new') ? (
    <NewDocument key={key} {...target} />
  ) : (
    <DocumentView key={key} {...target} />
  )
}
