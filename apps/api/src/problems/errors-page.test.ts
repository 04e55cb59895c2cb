import { readFileSync } from 'node:fs'
import { STORE_ERROR_CODES } from '@cstore/store'
import { describe, expect, it } from 'vitest'
import { errorsHtml, errorsMarkdown } from './errors-page.ts'
import { isProblemCode } from './problem-table.ts'
import { ERRORS_PAGE } from './write-errors-page.ts'

describe('docs/errors.md', () => {
  it('is the table of problems (pnpm docs:errors writes it)', () => {
    expect(readFileSync(ERRORS_PAGE, 'utf8')).toBe(errorsMarkdown())
  })

  it.each(STORE_ERROR_CODES)('knows %s', (code) => {
    expect(isProblemCode(code)).toBe(true)
    expect(errorsHtml()).toContain(`id="${code}"`)
  })
})
