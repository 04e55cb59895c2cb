import { ChevronRight } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import { Link } from 'react-router'
import styles from './page-head.module.css'

interface Crumb {
  readonly label: string
  readonly to: string
}

export interface PageHeadProps {
  readonly title: string
  /** What of it is here, where the page shows that by other means: for the tab and screen readers. */
  readonly part?: string | undefined
  /** What is above this page, outermost first. */
  readonly above?: readonly Crumb[]
  /** A line below the title. */
  readonly children?: ReactNode
  /** Buttons at its side. */
  readonly actions?: ReactNode
}

const NONE: readonly Crumb[] = []

/** Name of a page: in it, and for the tab. Gets the focus when somebody goes there. */
export function PageHead({
  title,
  part,
  above = NONE,
  children,
  actions,
}: PageHeadProps): ReactNode {
  const inTab = [
    ...(part === undefined ? [] : [part]),
    title,
    ...above.map(({ label }) => label).toReversed(),
    'CStore',
  ]
  return (
    <div className={styles.head}>
      <title>{inTab.join(' · ')}</title>
      <div className={styles.titles}>
        {above.length === 0 ? null : (
          <nav aria-label="Breadcrumb" className={styles.crumbs}>
            {above.map(({ label, to }, at) => (
              <Fragment key={to}>
                {at === 0 ? null : <ChevronRight aria-hidden size={14} />}
                <Link to={to}>{label}</Link>
              </Fragment>
            ))}
          </nav>
        )}
        <h1 tabIndex={-1} className={styles.title}>
          {title}
          {part === undefined ? null : <span className="visually-hidden">: {part}</span>}
        </h1>
        {children}
      </div>
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
