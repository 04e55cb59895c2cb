import { ArrowLeftRight, Rows3, Settings2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { NavLink } from 'react-router'
import styles from './collection-head.module.css'
import { PageHead } from './page-head.tsx'

const ABOVE = [{ label: 'Collections', to: '/' }]

const PLACES = [
  { path: '', label: 'Documents', icon: Rows3 },
  { path: '/settings', label: 'Settings', icon: Settings2 },
  { path: '/import', label: 'Import and export', icon: ArrowLeftRight },
]

export interface CollectionHeadProps {
  readonly collection: string
  /** What of it is here, if not its documents. */
  readonly part?: string
  readonly actions?: ReactNode
}

/** Above everything that is about one collection: its name, and the way between its pages. */
export function CollectionHead({ collection, part, actions }: CollectionHeadProps): ReactNode {
  return (
    <>
      <PageHead title={collection} part={part} above={ABOVE} actions={actions} />
      <nav aria-label={`Collection ${collection}`} className={styles.places}>
        {PLACES.map(({ path, label, icon: Icon }) => (
          <NavLink
            key={path}
            to={`/collections/${collection}${path}`}
            end
            className={() => styles.place}
          >
            <Icon aria-hidden size={15} />
            {label}
          </NavLink>
        ))}
      </nav>
    </>
  )
}
