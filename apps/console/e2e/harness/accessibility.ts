/** What axe has against a page as it is now. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
/** Everything that axe knows of WCAG 2.2 up to AA, and its best practices. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** What the component library hands the focus on with: hidden, and focused for no time. */
const FOCUS_GUARDS = '[data-base-ui-focus-guard]'
/** What lies over a page is in none of its regions. */
const POPUPS = '[role=menu], [role=listbox], [role=dialog], [role=alertdialog], [role=tooltip]'

const LOAD = `globalThis.axe === undefined && (() => { ${AXE} })()`
const RUN = `axe
  .run({ exclude: ['${FOCUS_GUARDS}'] }, { runOnly: { type: 'tag', values: ${JSON.stringify(TAGS)} } })
  .then(({ violations }) => violations.flatMap(({ id, help, nodes }) => nodes
    .filter(({ target: [place] }) =>
      id !== 'region' || !document.querySelector(place)?.closest('${POPUPS}'))
    .map(({ target, any }) => [id, '(' + help + ') at', ...target, any[0]?.message].join(' '))))`

/** @returns a line for each place */
export async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(LOAD)
  return page.evaluate<string[]>(RUN)
}
