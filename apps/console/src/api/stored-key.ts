/**
 * The key, for as long as the tab is open: session storage is gone with it. Where the browser
 * gives no storage, the key is kept in memory and asked for again after a reload.
 */
const NAME = 'cstore.key'

export function readStoredKey(): string | null {
  try {
    return sessionStorage.getItem(NAME)
  } catch {
    return null
  }
}

export function storeKey(key: string | null): void {
  try {
    if (key === null) sessionStorage.removeItem(NAME)
    else sessionStorage.setItem(NAME, key)
  } catch {
    // In memory it is all the same.
  }
}
