/** Browsers have begun by then, and keep what they need. */
const FORGET_AFTER_MS = 60_000

/** As if a link to it had been clicked. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), FORGET_AFTER_MS)
}
