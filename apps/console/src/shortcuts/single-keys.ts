/** Whether letters alone do something. Who dictates, or types by accident, turns that off (WCAG 2.1.4). */
const NAME = 'cstore.single-keys'

export function readSingleKeys(): boolean {
  try {
    return localStorage.getItem(NAME) !== 'off'
  } catch {
    return true
  }
}

export function storeSingleKeys(isOn: boolean): void {
  try {
    localStorage.setItem(NAME, isOn ? 'on' : 'off')
  } catch {
    // It holds until the next reload.
  }
}
