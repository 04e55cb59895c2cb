import { Activity, Database, KeyRound, type LucideIcon } from 'lucide-react'
import { lazy, Suspense, type ReactNode } from 'react'
import { Link, useLocation } from 'react-router'
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
          <Link key={to} to={to} aria-current={currentOf(pathname, to)} className={styles.place}>
            <Icon aria-hidden size={16} />
            <span className={styles.label}>{label}</span>
          </Link>
        ))}
      </nav>
      <Suspense fallback={<span className={styles.later} />}>
        <AccountMenu />
      </Suspense>
    </header>
  )
}

/** Collections are below the list of them. */
function currentOf(pathname: string, place: string): 'page' | true | undefined {
  if (pathname === place) return 'page'
  return place === '/' && pathname.startsWith('/collections/') ? true : undefined
}
