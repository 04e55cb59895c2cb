import { Activity, Database, KeyRound, type LucideIcon } from 'lucide-react'
import { lazy, Suspense, type ReactNode } from 'react'
import { Link, NavLink, useLocation } from 'react-router'
import iconUrl from '../icon.svg'
import styles from './app-bar.module.css'

/** Menus are a third of what the console would load before it shows anything. */
const AccountMenu = lazy(async () => ({
  default: (await import('./account-menu.tsx')).AccountMenu,
}))

interface Place {
  readonly to: string
  readonly label: string
  readonly icon: LucideIcon
}

const PLACES: readonly Place[] = [
  { to: '/', label: 'Collections', icon: Database },
  { to: '/live', label: 'Live', icon: Activity },
  { to: '/keys', label: 'Keys', icon: KeyRound },
]

export function AppBar(): ReactNode {
  const { pathname } = useLocation()
  return (
    <header className={styles.bar}>
      <Link to="/" className={styles.brand}>
        <img src={iconUrl} alt="" width={24} height={24} />
        CStore
      </Link>
      <nav aria-label="Main" className={styles.places}>
        {PLACES.map(({ to, label, icon: Icon }) => (
          <NavLink
            key={to}
            to={to}
            end={to !== '/'}
            // A collection is a place below the list of them.
            aria-current={to === '/' && pathname.startsWith('/collections/') ? 'page' : undefined}
            className={() => styles.place}
          >
            <Icon aria-hidden size={16} />
            <span className={styles.label}>{label}</span>
          </NavLink>
        ))}
      </nav>
      <Suspense fallback={<span className={styles.later} />}>
        <AccountMenu />
      </Suspense>
    </header>
  )
}
