import { lazy, Suspense, useEffect, useEffectEvent, useMemo, useState, type ReactNode } from 'react'
import { isPressed, isSingleKey, type Shortcut } from './shortcut.ts'
import { ShortcutsContext, type Shortcuts } from './shortcuts-context.ts'
import { readSingleKeys, storeSingleKeys } from './single-keys.ts'

const ShortcutsHelp = lazy(async () => ({
  default: (await import('./shortcuts-help.tsx')).ShortcutsHelp,
}))

export function ShortcutsProvider({ children }: { children: ReactNode }): ReactNode {
  const [known, setKnown] = useState<readonly Shortcut[]>([])
  const [isHelpOpen, setHelpOpen] = useState(false)
  const [singleKeys, setSingleKeys] = useState(readSingleKeys)
  const shortcuts = useMemo(
    (): Shortcuts => ({
      add: (shortcut) => {
        setKnown((before) => [...before, shortcut])
        return () => setKnown((before) => before.filter((other) => other !== shortcut))
      },
      showHelp: () => setHelpOpen(true),
    }),
    [],
  )
  const help = { keys: '?', label: 'Show these shortcuts', run: shortcuts.showHelp }
  const all = [...known, help]
  useKeyboard(all, singleKeys)
  return (
    <ShortcutsContext value={shortcuts}>
      {children}
      {isHelpOpen ? (
        <Suspense>
          <ShortcutsHelp
            shortcuts={all}
            singleKeys={singleKeys}
            onSingleKeys={(isOn) => {
              setSingleKeys(isOn)
              storeSingleKeys(isOn)
            }}
            onClose={() => setHelpOpen(false)}
          />
        </Suspense>
      ) : null}
    </ShortcutsContext>
  )
}

function useKeyboard(shortcuts: readonly Shortcut[], singleKeys: boolean): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    // The last to come is the one on top.
    const shortcut = shortcuts.findLast(({ keys }) => isPressed(keys, event))
    if (!shortcut || event.defaultPrevented || event.repeat) return
    if (isSingleKey(shortcut.keys) && (!singleKeys || belongsToField(event))) return
    event.preventDefault()
    shortcut.run()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKeyDown(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
}

/** Also inside of a shadow tree, as editors are. Dialogs and menus have keys of their own. */
function belongsToField(event: KeyboardEvent): boolean {
  const [target] = event.composedPath()
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.closest('input, textarea, select')) return true
  return target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
}
