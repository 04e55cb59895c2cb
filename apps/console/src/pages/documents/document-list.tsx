import { CStoreError, type Page } from '@cstore/client'
import type { UseQueryResult } from '@tanstack/react-query'
import { FileStack, SearchX, TriangleAlert } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Link, useLocation } from 'react-router'
import { useRights } from '../../api/access.ts'
import { useMatchCount, type AnyDocument, type Refreshable } from '../../api/documents.ts'
import { Button, LinkButton } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { formatCount } from '../../format/count.ts'
import { DocumentTable } from './document-table.tsx'
import styles from './documents-page.module.css'
import type { ChangeList } from './documents-page.tsx'
import type { ListAddress } from './list-address.ts'
import { firstRowOf, trailOf } from './list-pages.ts'
import { Pager } from './pager.tsx'

export interface DocumentListProps {
  readonly collection: string
  readonly address: ListAddress
  readonly columns: readonly string[]
  readonly list: UseQueryResult<Page<AnyDocument>> & Refreshable
  readonly change: ChangeList
}

/** The page of the list, or what there is in its place. */
export function DocumentList(props: DocumentListProps): ReactNode {
  const { address, list, change, collection } = props
  const { data, error } = list
  if (address.filter === null) {
    return (
      <EmptyState icon={SearchX} title="The filter is not JSON">
        Correct it above: an object such as {'{"year": {"$gte": 1980}}'}.
      </EmptyState>
    )
  }
  if (error) return <ListFailure error={error} {...props} />
  if (!data) return <LoadingState />
  if (data.documents.length === 0 && address.after === null) {
    return address.filterText === '' ? (
      <NoDocuments collection={collection} />
    ) : (
      <EmptyState
        icon={SearchX}
        title="No document matches"
        action={<Button onClick={() => change({ filterText: '' })}>Show all</Button>}
      >
        Nothing in this collection satisfies the filter.
      </EmptyState>
    )
  }
  return <DocumentRows {...props} page={data} />
}

function ListFailure({ error, change, list }: DocumentListProps & { error: Error }): ReactNode {
  const code = error instanceof CStoreError ? error.code : ''
  if (code === 'CSTORE_STORE_FILTER_INVALID') {
    return (
      <EmptyState icon={SearchX} title="The filter cannot be used">
        What is wrong with it is said above, where it is.
      </EmptyState>
    )
  }
  return (
    <ErrorState
      title="The documents could not be read"
      error={error}
      onRetry={() => void list.refetch()}
      action={
        code === 'CSTORE_STORE_CURSOR_INVALID' ? (
          <Button onClick={() => change({})}>Begin at the first page</Button>
        ) : undefined
      }
    />
  )
}

function NoDocuments({ collection }: { collection: string }): ReactNode {
  const isAllowed = useRights().may('writer', collection)
  return (
    <EmptyState
      icon={FileStack}
      title="No documents yet"
      action={
        isAllowed ? (
          <LinkButton to={`/collections/${collection}/import`}>Import a file</LinkButton>
        ) : undefined
      }
    >
      {isAllowed
        ? 'Make one with New document, or import a file of them.'
        : 'Nobody has put one here.'}
    </EmptyState>
  )
}

function DocumentRows(props: DocumentListProps & { page: Page<AnyDocument> }): ReactNode {
  const { collection, address, columns, list, change, page } = props
  const trail = trailOf(useLocation(), address.after)
  const { after } = address
  const { next } = page
  return (
    <>
      {page.warning === null ? null : <Warning collection={collection} text={page.warning} />}
      <DocumentTable
        collection={collection}
        documents={page.documents}
        columns={columns}
        sort={address.sort}
        isBusy={list.isFetching}
        onSort={(sort) => change({ sort })}
      />
      <Pager
        firstRow={firstRowOf(trail, address.limit)}
        rows={page.documents.length}
        limit={address.limit}
        total={<Total collection={collection} address={address} />}
        onLimit={(limit) => change({ limit })}
        onFirst={after === null ? null : () => change({})}
        onPrevious={
          trail === null || trail.length === 0
            ? null
            : () => change({ after: trail.at(-1) || null }, trail.slice(0, -1))
        }
        onNext={
          next === null ? null : () => change({ after: next }, trail && [...trail, after ?? ''])
        }
      />
    </>
  )
}

function Warning({ collection, text }: { collection: string; text: string }): ReactNode {
  return (
    <p className={styles.warning} role="note">
      <TriangleAlert aria-hidden size={15} />
      <span>{text.charAt(0).toUpperCase() + text.slice(1)}, so the whole collection is read.</span>
      <Link to={`/collections/${collection}/settings#indexes`}>Indexes</Link>
    </p>
  )
}

interface TotalProps {
  readonly collection: string
  readonly address: ListAddress
}

/** All documents are quickly counted; those that match a filter, only on request. */
function Total({ collection, address: { filter, filterText } }: TotalProps): ReactNode {
  const [wanted, setWanted] = useState('')
  const isWanted = filterText === '' || wanted === filterText
  const { data, isFetching, isError } = useMatchCount(collection, filter, isWanted)
  if (!isWanted) {
    return (
      <button type="button" className={styles.total} onClick={() => setWanted(filterText)}>
        count them
      </button>
    )
  }
  if (data !== undefined && data !== null) return `of ${formatCount(data)}`
  return isFetching ? 'counting …' : isError ? 'too many to count' : null
}
