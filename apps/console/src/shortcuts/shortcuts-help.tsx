import type { ReactNode } from 'react'
import { Dialog } from '../components/dialog.tsx'
import { SwitchField } from '../components/switch-field.tsx'
import { keyNames, type Shortcut } from './shortcut.ts'
import styles from './shortcuts-help.module.css'

interface ShortcutsHelpProps {
  readonly shortcuts: readonly Shortcut[]
  readonly singleKeys: boolean
  readonly onSingleKeys: (isOn: boolean) => void
  readonly onClose: () => void
}

export function ShortcutsHelp({
  shortcuts,
  singleKeys,
  onSingleKeys,
  onClose,
}: ShortcutsHelpProps): ReactNode {
  const isMac = /mac|iphone|ipad/i.test(navigator.userAgent)
  return (
    <Dialog title="Keyboard shortcuts" open onClose={onClose}>
      <dl className={styles.keys}>
        {shortcuts.map(({ keys, label }) => (
          <div key={keys + label} className={styles.row}>
            <dt>{label}</dt>
            <dd>
              {keyNames(keys, isMac).map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <SwitchField
        label="Shortcuts of a single key"
        hint="Off: only those with Ctrl or ⌘ do something."
        checked={singleKeys}
        onChange={onSingleKeys}
      />
    </Dialog>
  )
}
