import { useEffect, useState } from 'react'

/** Another number whenever colours may have become others. */
export function useThemeVersion(): number {
  const [version, setVersion] = useState(0)
  useEffect(() => {
    const changed = (): void => setVersion((before) => before + 1)
    const query = matchMedia('(prefers-color-scheme: dark)')
    const observer = new MutationObserver(changed)
    query.addEventListener('change', changed)
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => {
      query.removeEventListener('change', changed)
      observer.disconnect()
    }
  }, [])
  return version
}
