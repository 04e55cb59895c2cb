/** `pnpm docs:errors`: writes docs/errors.md. */
import { writeFileSync } from 'node:fs'
import { errorsMarkdown } from './errors-page.ts'

export const ERRORS_PAGE = new URL('../../../../docs/errors.md', import.meta.url)

if (import.meta.main) writeFileSync(ERRORS_PAGE, errorsMarkdown())
