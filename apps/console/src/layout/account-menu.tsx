import { CircleUser, Keyboard, LogIn, LogOut } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useRights } from '../api/access.ts'
import { useApi } from '../api/api-context.ts'
import { IconButton } from '../components/icon-button.tsx'
import {
  Menu,
  MenuChoice,
  MenuGroup,
  MenuItem,
  MenuSection,
  MenuSeparator,
} from '../components/menu.tsx'
import { SIGN_OUT, useSignInAddress } from '../components/sign-in-link.tsx'
import { useShortcuts } from '../shortcuts/shortcuts-context.ts'
import { chooseTheme, readStoredTheme, THEMES, type Theme } from './theme.ts'

const THEME_LABELS: Record<Theme, string> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
}

export function AccountMenu(): ReactNode {
  const { key } = useApi()
  const navigate = useNavigate()
  const { showHelp } = useShortcuts()
  const signInAddress = useSignInAddress()
  const identity = useIdentity()
  return (
    <Menu trigger={<IconButton icon={CircleUser} label="Account and appearance" />}>
      <ThemeChoice />
      <MenuSeparator />
      <MenuItem icon={Keyboard} onSelect={showHelp}>
        Keyboard shortcuts
      </MenuItem>
      {key === null ? (
        <MenuItem icon={LogIn} onSelect={() => void navigate(signInAddress)}>
          Sign in
        </MenuItem>
      ) : (
        <>
          <MenuSeparator />
          <MenuSection label={identity}>
            <MenuItem icon={LogOut} onSelect={() => void navigate('/sign-in', { state: SIGN_OUT })}>
              Sign out
            </MenuItem>
          </MenuSection>
        </>
      )}
    </Menu>
  )
}

/** Whose key it is; of some it is the only way to tell them apart. */
function useIdentity(): string {
  const { access } = useRights()
  if (!access) return 'Signed in'
  const { id, role, collections } = access
  const where = collections
    ? ` of ${collections.length} collection${collections.length === 1 ? '' : 's'}`
    : ''
  return id === role ? `Signed in as ${role}` : `Signed in as ${id}, ${role}${where}`
}

function ThemeChoice(): ReactNode {
  const [theme, setTheme] = useState(readStoredTheme)
  return (
    <MenuGroup
      label="Appearance"
      value={theme}
      onChange={(value) => {
        const chosen = THEMES.find((known) => known === value) ?? 'system'
        setTheme(chosen)
        chooseTheme(chosen)
      }}
    >
      {THEMES.map((value) => (
        <MenuChoice key={value} value={value}>
          {THEME_LABELS[value]}
        </MenuChoice>
      ))}
    </MenuGroup>
  )
}
