/** `pnpm docs:config`: puts the table of variables between its two marks in the README. */
import { readFileSync, writeFileSync } from 'node:fs'
import { variablesTable } from './variables-table.ts'

export const MARKED = /(<!-- config:begin -->\n)[\s\S]*(<!-- config:end -->)/
export const README = new URL('../../../README.md', import.meta.url)

if (import.meta.main) {
  const text = readFileSync(README, 'utf8')
  writeFileSync(README, text.replace(MARKED, `$1\n${variablesTable()}\n\n$2`))
}
