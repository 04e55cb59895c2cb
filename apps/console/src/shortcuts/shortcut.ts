/** Keys and what they do. `mod` is Command on a Mac and Control elsewhere. */
export interface Shortcut {
  /** Such as `n`, `/`, `?` or `mod+s`. */
  readonly keys: string
  readonly label: string
  readonly run: () => void
}

export interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
}

/** Whether these keys were pressed. Shift counts through the character that it makes. */
export function isPressed(keys: string, { key, ctrlKey, metaKey, altKey }: Pressed): boolean {
  const [character, isModified] = split(keys)
  return !altKey && (ctrlKey || metaKey) === isModified && key.toLowerCase() === character
}

/** Without `mod` they are letters, which belong to whoever types into a field. */
export function isSingleKey(keys: string): boolean {
  return !split(keys)[1]
}

/** As they stand on the keyboard. */
export function keyNames(keys: string, isMac: boolean): readonly string[] {
  const [character, isModified] = split(keys)
  const name = character.length === 1 ? character.toUpperCase() : character
  return isModified ? [isMac ? '⌘' : 'Ctrl', name] : [name]
}

function split(keys: string): readonly [character: string, isModified: boolean] {
  return keys.startsWith('mod+') ? [keys.slice(4), true] : [keys, false]
}
