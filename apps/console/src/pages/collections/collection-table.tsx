import type { CollectionInfo } from '@cstore/client'
import { Search } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import type { Rights } from '../../api/access.ts'
import { useDocumentCount } from '../../api/collections.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatCount } from '../../format/count.ts'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import styles from './collection-table.module.css'

export interface CollectionTableProps {
  readonly collections: readonly CollectionInfo[]
  readonly rights: Rights
}

export function CollectionTable({ collections, rights }: CollectionTableProps): ReactNode {
  const [search, setSearch] = useState('')
  const found = collections.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
  return (
    <>
      <SearchBox value={search} onChange={setSearch} />
      <div className={styles.frame}>
        <table className={styles.table}>
          <caption className="visually-hidden">Collections</caption>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" className={styles.number}>
                Documents
              </th>
              <th scope="col">Read by</th>
              <th scope="col">Cached for</th>
              <th scope="col">Schema</th>
              <th scope="col" className={styles.number}>
                Indexes
              </th>
              <th scope="col">
                <span className="visually-hidden">Settings</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.map((collection) => (
              <CollectionRow key={collection.name} collection={collection} rights={rights} />
            ))}
          </tbody>
        </table>
        {found.length === 0 ? <p className={styles.none}>No collection is called that.</p> : null}
      </div>
    </>
  )
}

function SearchBox({
  value,
  onChange,
}: {
  value: string
  onChange: (value: string) => void
}): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  useShortcut('/', 'Search the collections', () => input.current?.focus())
  return (
    <label className={styles.search}>
      <Search aria-hidden size={16} />
      <span className="visually-hidden">Search the collections by name</span>
      <input
        ref={input}
        type="search"
        placeholder="Search by name"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}

function CollectionRow({
  collection: { name, settings },
  rights,
}: {
  collection: CollectionInfo
  rights: Rights
}): ReactNode {
  const { cache, publicRead, schema, indexes } = settings
  return (
    <tr>
      <th scope="row">
        <Link to={`/collections/${name}`}>{name}</Link>
      </th>
      <td className={styles.number} data-label="Documents">
        <DocumentCount collection={name} />
      </td>
      <td data-label="Read by">
        {publicRead ? (
          <span className={styles.public}>Everybody</span>
        ) : (
          <span className={styles.muted}>Keys</span>
        )}
      </td>
      <td data-label="Cached for">
        {cache.ttlMs === 0 ? (
          <span className={styles.muted}>Not cached</span>
        ) : (
          formatDuration(cache.ttlMs)
        )}
      </td>
      <td data-label="Schema">{schema ? 'Yes' : <span className={styles.muted}>None</span>}</td>
      <td className={styles.number} data-label="Indexes">
        {indexes.length}
      </td>
      <td className={styles.settings}>
        <Link to={`/collections/${name}/settings`}>
          {rights.may('admin', name) ? 'Settings' : 'Details'}
          <span className="visually-hidden"> of {name}</span>
        </Link>
      </td>
    </tr>
  )
}

function DocumentCount({ collection }: { collection: string }): ReactNode {
  const { data, isPending } = useDocumentCount(collection)
  if (data !== undefined && data !== null) return formatCount(data)
  // Counting may take longer than anybody waits for; the documents are there all the same.
  return <span className={styles.muted}>{isPending ? '…' : '–'}</span>
}
