import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react'
import type { MouseEvent, ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import { documentAddress } from '../../api/addresses.ts'
import type { AnyDocument } from '../../api/documents.ts'
import styles from './document-table.module.css'
import { valueAt } from './known-fields.ts'
import { toggleSort, type SortField } from './list-address.ts'
import { isNumeric, ValueCell } from './value-cell.tsx'

export interface DocumentTableProps {
  readonly collection: string
  readonly documents: readonly AnyDocument[]
  readonly columns: readonly string[]
  readonly sort: readonly SortField[]
  /** They are being read again. */
  readonly isBusy: boolean
  readonly onSort: (sort: readonly SortField[]) => void
}

export function DocumentTable({
  collection,
  documents,
  columns,
  sort,
  isBusy,
  onSort,
}: DocumentTableProps): ReactNode {
  const numeric = new Set(columns.filter((column) => isColumnNumeric(documents, column)))
  return (
    // Wider than the screen, it is scrolled: by the keyboard too.
    <section
      className={styles.frame}
      aria-label={`Documents of ${collection}`}
      aria-busy={isBusy}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <table className={styles.table}>
        <thead>
          <tr>
            {['id', ...columns].map((column) => (
              <ColumnHead
                key={column}
                column={column}
                sort={sort}
                isNumeric={numeric.has(column)}
                onSort={onSort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {documents.map((document) => (
            <DocumentRow
              key={document.id}
              collection={collection}
              document={document}
              columns={columns}
              numeric={numeric}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function isColumnNumeric(documents: readonly AnyDocument[], column: string): boolean {
  const values = documents.map((document) => valueAt(document, column)).filter(isThere)
  return values.length > 0 && values.every(isNumeric)
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null
}

interface ColumnHeadProps {
  readonly column: string
  readonly sort: readonly SortField[]
  readonly isNumeric: boolean
  readonly onSort: (sort: readonly SortField[]) => void
}

const ARIA_SORT = { asc: 'ascending', desc: 'descending' } as const
const ICONS = { asc: ArrowUp, desc: ArrowDown } as const

function ColumnHead({ column, sort, isNumeric: isRight, onSort }: ColumnHeadProps): ReactNode {
  const order = sort.find(({ field }) => field === column)?.order
  const Icon = order ? ICONS[order] : ChevronsUpDown
  return (
    <th
      scope="col"
      aria-sort={order ? ARIA_SORT[order] : undefined}
      className={isRight ? styles.right : undefined}
    >
      <button
        type="button"
        className={styles.sort}
        title="Sort; with Shift beside what it is sorted by"
        onClick={({ shiftKey }) => onSort(toggleSort(sort, column, shiftKey))}
      >
        {column}
        <Icon aria-hidden size={13} data-order={order} />
      </button>
    </th>
  )
}

interface DocumentRowProps {
  readonly collection: string
  readonly document: AnyDocument
  readonly columns: readonly string[]
  readonly numeric: ReadonlySet<string>
}

function DocumentRow({ collection, document, columns, numeric }: DocumentRowProps): ReactNode {
  const navigate = useNavigate()
  const address = documentAddress(collection, document.id)
  const onClick = (event: MouseEvent): void => {
    // A link in it, or text that is being marked, has its own meaning.
    const isLink = event.target instanceof Element && event.target.closest('a') !== null
    if (isLink || (getSelection()?.toString() ?? '') !== '') return
    if (event.ctrlKey || event.metaKey) window.open(address, '_blank', 'noopener')
    else void navigate(address)
  }
  return (
    <tr onClick={onClick}>
      <th scope="row">
        <Link to={address}>{document.id}</Link>
      </th>
      {columns.map((column) => (
        <td
          key={column}
          data-label={column}
          className={numeric.has(column) ? styles.right : undefined}
        >
          <ValueCell value={valueAt(document, column)} />
        </td>
      ))}
    </tr>
  )
}
