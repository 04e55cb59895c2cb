/** Light or dark as the system says, unless somebody has chosen. The choice outlives the tab. */
export type Theme = 'system' | 'light' | 'dark'

export const THEMES: readonly Theme[] = ['system', 'light', 'dark']
const NAME = 'cstore.theme'

export function readStoredTheme(): Theme {
  try {
    const stored = localStorage.getItem(NAME)
    return THEMES.find((theme) => theme === stored) ?? 'system'
  } catch {
    return 'system'
  }
}

/** Style sheets do the rest. */
function applyTheme(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
}

export function applyStoredTheme(): void {
  applyTheme(readStoredTheme())
}

export function chooseTheme(theme: Theme): void {
  applyTheme(theme)
  try {
    localStorage.setItem(NAME, theme)
  } catch {
    // It holds until the next reload.
  }
}
