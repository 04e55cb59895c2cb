import { ChevronFirst, ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { Select } from '../../components/select.tsx'
import { formatCount } from '../../format/count.ts'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import { PAGE_SIZES } from './list-address.ts'
import styles from './pager.module.css'

export interface PagerProps {
  /** Of the first row, from 1; null: somebody came by a link, and nobody knows. */
  readonly firstRow: number | null
  readonly rows: number
  readonly limit: number
  readonly onFirst: (() => void) | null
  readonly onPrevious: (() => void) | null
  readonly onNext: (() => void) | null
  readonly onLimit: (limit: number) => void
  /** Of all that match, or what leads to it. */
  readonly total: ReactNode
}

export function Pager({
  firstRow,
  rows,
  limit,
  onFirst,
  onPrevious,
  onNext,
  onLimit,
  total,
}: PagerProps): ReactNode {
  useShortcut('[', 'Previous page', () => onPrevious?.())
  useShortcut(']', 'Next page', () => onNext?.())
  return (
    <nav aria-label="Pages" className={styles.pager}>
      <p className={styles.rows}>
        {rowsLabel(firstRow, rows)} {total}
      </p>
      <Select
        label="Documents on a page"
        size="small"
        options={SIZE_OPTIONS}
        value={String(limit)}
        onChange={(size) => onLimit(Number(size))}
      />
      <div className={styles.steps}>
        {onFirst ? (
          <Button size="small" icon={ChevronFirst} onClick={onFirst}>
            First
          </Button>
        ) : null}
        <Button
          size="small"
          icon={ChevronLeft}
          disabled={!onPrevious}
          onClick={onPrevious ?? ignore}
        >
          Previous
        </Button>
        <Button size="small" disabled={!onNext} onClick={onNext ?? ignore}>
          Next
          <ChevronRight aria-hidden size={16} />
        </Button>
      </div>
    </nav>
  )
}

const SIZE_OPTIONS = PAGE_SIZES.map((size) => ({ value: String(size), label: `${size} a page` }))

function ignore(): void {
  // A button without a page to go to is switched off.
}

function rowsLabel(firstRow: number | null, rows: number): string {
  if (firstRow === null) return `${formatCount(rows)} documents`
  if (rows === 0) return 'No documents'
  return `${formatCount(firstRow)} – ${formatCount(firstRow + rows - 1)}`
}
