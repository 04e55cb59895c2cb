import { useEffect, useRef, type ReactNode } from 'react'
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router'
import { Notices } from '../components/notices.tsx'
import { ShortcutsProvider } from '../shortcuts/shortcuts-provider.tsx'
import { AppBar } from './app-bar.tsx'
import styles from './layout.module.css'

export function Layout(): ReactNode {
  const main = useRef<HTMLElement>(null)
  const { state } = useNavigation()
  useFocusOnNavigation(main)
  return (
    <Notices>
      <ShortcutsProvider>
        <a className={styles.skip} href="#main">
          Skip to the content
        </a>
        <AppBar />
        <div className={styles.progress} data-active={state === 'loading' || undefined} />
        <main id="main" ref={main} tabIndex={-1} className={styles.main}>
          <Outlet />
        </main>
        <ScrollRestoration />
      </ShortcutsProvider>
    </Notices>
  )
}

/** After going to another page the keyboard and the screen reader go on from its beginning. */
function useFocusOnNavigation(main: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation()
  const former = useRef(pathname)
  useEffect(() => {
    if (former.current === pathname) return
    former.current = pathname
    const target = main.current?.querySelector<HTMLElement>('h1[tabindex]') ?? main.current
    target?.focus({ preventScroll: true })
  }, [pathname, main])
}
