import type { Locator } from 'playwright-core'

/**
 * Puts a text in the place of what is in an editor, as people do: by its own keys. Editors put back
 * the selection that they know of, so one that is made past them may be gone before it is used.
 */
export async function writeInto(editor: Locator, text: string): Promise<void> {
  await editor.click()
  await editor.press('ControlOrMeta+a')
  await editor.page().keyboard.insertText(text)
}
