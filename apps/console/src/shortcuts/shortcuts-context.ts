import { createContext, use, useEffect, useEffectEvent } from 'react'
import type { Shortcut } from './shortcut.ts'

export interface Shortcuts {
  /** @returns takes it back */
  readonly add: (shortcut: Shortcut) => () => void
  readonly showHelp: () => void
}

export const ShortcutsContext = createContext<Shortcuts | null>(null)

export function useShortcuts(): Shortcuts {
  const shortcuts = use(ShortcutsContext)
  if (!shortcuts) throw new Error('There is no ShortcutsProvider around this.')
  return shortcuts
}

/** Good for as long as the component is there, and found in the help. */
export function useShortcut(keys: string, label: string, run: () => void): void {
  const { add } = useShortcuts()
  const onPress = useEffectEvent(run)
  useEffect(() => add({ keys, label, run: () => onPress() }), [add, keys, label])
}
