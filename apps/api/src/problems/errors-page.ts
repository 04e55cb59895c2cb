import { createHash } from 'node:crypto'
import { ICON } from './icon.ts'
import { PROBLEMS } from './problem-table.ts'

const rows = Object.entries(PROBLEMS).toSorted(([one], [other]) => one.localeCompare(other))

/** docs/errors.md: `pnpm docs:errors` writes it. */
export function errorsMarkdown(): string {
  const lines = rows.map(
    ([code, { status, title, help }]) =>
      `| <a id="${code}"></a>\`${code}\` | ${status} | ${title}. ${help} |`,
  )
  return `# Errors

Every failure is answered with \`application/problem+json\` (RFC 9457): a stable \`code\`, the \`status\`, a
\`detail\` that says what to do, \`errors\` with JSON Pointers where something in the request is at fault, and
the id of the request as \`instance\`, under which the log has it. A running server shows this page at
\`/api/docs/errors\`. 503, and what else may well succeed in a moment, carries \`Retry-After\`.

| code | status | |
| --- | --- | --- |
${lines.join('\n')}
`
}

const STYLE = `:root { color-scheme: light dark; --line: #8884; --mark: #1c7c5444 }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
dt { margin-top: 1.2rem; padding-top: 1rem; border-top: 1px solid var(--line) }
dt a { color: inherit; text-decoration: none }
dt a:hover { text-decoration: underline }
dt code { font-weight: 600 }
dd { margin: .3rem 0 0 }
dt:target, dt:target + dd { background: var(--mark); margin: 0; padding: .5rem }
code { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere }
`

/** No script, nothing from elsewhere, and of styles this one. */
export const ERRORS_POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** The same for a browser: where the `type` of a problem leads. */
export function errorsHtml(): string {
  const items = rows.map(
    ([code, { status, title, help }]) =>
      `<dt id="${code}"><a href="#${code}"><code>${code}</code></a> ${status}: ${title}</dt>\n<dd>${inlineCode(help)}</dd>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>CStore errors</title>
<link rel="icon" href="${ICON}">
<style>${STYLE}</style>
<h1>Errors</h1>
<p>Every failure is a problem (RFC 9457) with one of these codes. Decide by <code>code</code>, show <code>detail</code>; <code>errors</code> says where in the request the fault is. The log has it under the id in <code>instance</code>. What may well succeed in a moment carries <code>Retry-After</code>. <a href="/api/docs">The API</a></p>
<dl>
${items.join('\n')}
</dl>
</html>
`
}

function inlineCode(markdown: string): string {
  return markdown
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/`([^`]*)`/g, '<code>$1</code>')
}
