import type { Page } from 'playwright-core'

/**
 * Puts a text in the place of what is in an editor, as people do: by its own keys. Editors put back
 * the selection that they know of, so one that is made past them may be gone before it is used.
 */
export async function write(page: Page, label: string | RegExp, text: string): Promise<void> {
  await page.getByRole('textbox', { name: label }).click()
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.insertText(text)
}

/** What an editor shows, without its line numbers. */
export async function textIn(page: Page, label: string | RegExp): Promise<string> {
  const lines = page.getByRole('textbox', { name: label }).locator('.cm-line')
  await lines.first().waitFor()
  return (await lines.allInnerTexts()).join('\n')
}
