import { CStoreError, type ErrorAt } from '@cstore/client'
import { Plus } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router'
import { v7 as uuidv7 } from 'uuid'
import { useRights } from '../../api/access.ts'
import { documentAddress } from '../../api/addresses.ts'
import { useCollection } from '../../api/collections.ts'
import { useDocuments, useSample, type ListQuery } from '../../api/documents.ts'
import { LinkButton } from '../../components/button.tsx'
import { CollectionFailure } from '../../components/collection-failure.tsx'
import { CollectionHead } from '../../components/collection-head.tsx'
import { ServedLine } from '../../components/served-line.tsx'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import { DocumentList } from './document-list.tsx'
import styles from './documents-page.module.css'
import { FieldChooser } from './field-chooser.tsx'
import { typeOfValue } from './filter/condition.ts'
import { FilterPanel } from './filter/filter-panel.tsx'
import { knownFields, usualColumns, valueAt } from './known-fields.ts'
import { changeAddress, readAddress, type AddressChange, type ListAddress } from './list-address.ts'
import { trailOf, type Trail } from './list-pages.ts'

export function DocumentsPage(): ReactNode {
  const { collection = '' } = useParams()
  // Another collection has nothing of this one.
  return <Documents key={collection} collection={collection} />
}

function Documents({ collection }: { collection: string }): ReactNode {
  const { address, change } = useListAddress()
  const { data: info, error, refetch } = useCollection(collection)
  const sample = useSample(collection)
  const documents = sample.data ?? NONE
  const columns = address.fields ?? usualColumns(documents)
  // Without names of fields whole documents are read, which may be large.
  const isReady = address.fields !== null || !sample.isPending
  const query = useListQuery(address, isReady && columns.length > 0 ? columns : null, isReady)
  const list = useDocuments(collection, query)
  useShortcut('r', 'Read again, past the cache', list.refresh)
  const fields = useMemo(() => knownFields(documents, info), [documents, info])
  if (error && !info) {
    return (
      <>
        <CollectionHead collection={collection} />
        <CollectionFailure collection={collection} error={error} onRetry={() => void refetch()} />
      </>
    )
  }
  return (
    <>
      <CollectionHead collection={collection} actions={<NewDocument collection={collection} />} />
      <div className={styles.tools}>
        <FilterPanel
          filterText={address.filterText}
          fields={['id', ...fields]}
          typeOf={(field) => typeIn(documents, field)}
          errors={filterErrors(list.error)}
          onApply={(filterText) => change({ filterText })}
        />
        <FieldChooser
          known={fields}
          columns={columns}
          onChange={(chosen) => change({ fields: chosen, after: address.after })}
        />
        <div className={styles.served}>
          <ServedLine
            served={list.data}
            isBusy={list.isFetching || list.isRefreshing}
            onRefresh={list.refresh}
          />
        </div>
      </div>
      <DocumentList
        collection={collection}
        address={address}
        columns={columns}
        list={list}
        change={change}
      />
    </>
  )
}

const NONE: readonly never[] = []

function NewDocument({ collection }: { collection: string }): ReactNode {
  const navigate = useNavigate()
  const isAllowed = useRights().may('writer', collection)
  const address = (): string => `${documentAddress(collection, uuidv7())}?new`
  useShortcut('n', 'New document', () => {
    if (isAllowed) void navigate(address())
  })
  if (!isAllowed) return null
  return (
    <LinkButton kind="primary" icon={Plus} to={address()}>
      New document
    </LinkButton>
  )
}

function typeIn(documents: readonly object[], field: string) {
  if (field === 'id') return 'text'
  const value = documents
    .map((document) => valueAt(document, field))
    .find((candidate) => candidate !== undefined && candidate !== null)
  return value === undefined ? undefined : typeOfValue(value)
}

function filterErrors(error: Error | null): readonly ErrorAt[] {
  const isFilter = error instanceof CStoreError && error.code === 'CSTORE_STORE_FILTER_INVALID'
  if (!isFilter) return NONE
  // They lead through the whole query.
  return error.errors.map(({ pointer, detail }) => ({
    pointer: pointer.replace(/^\/filter/, ''),
    detail,
  }))
}

/** Null as long as there is nothing to ask, or what the address says is no filter. */
function useListQuery(
  { filter, filterText, sort, limit, after }: ListAddress,
  fields: readonly string[] | null,
  isReady: boolean,
): ListQuery | null {
  const parts = JSON.stringify([filterText, sort, fields, limit, after])
  // The same query has to be the same object, though its parts are read anew from the address.
  return useMemo(
    () => (isReady && filter ? { filter, sort, fields, limit, after } : null),
    // oxlint-disable-next-line react/exhaustive-deps
    [parts, isReady],
  )
}

export type ChangeList = (change: AddressChange, trail?: Trail) => void

function useListAddress(): { address: ListAddress; change: ChangeList } {
  const [search, setSearch] = useSearchParams()
  const address = readAddress(search)
  const trail = trailOf(useLocation(), address.after)
  return {
    address,
    change: (part, nextTrail) => {
      const isSamePage = part.after !== undefined && part.after === address.after
      setSearch(changeAddress(search, part), {
        state: { trail: nextTrail ?? (isSamePage ? trail : null) },
        replace: isSamePage,
      })
    },
  }
}
