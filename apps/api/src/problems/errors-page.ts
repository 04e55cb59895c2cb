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

/** The same for a browser: where the `type` of a problem leads. No script, no style. */
export function errorsHtml(): string {
  const items = rows.map(
    ([code, { status, title, help }]) =>
      `<dt id="${code}"><code>${code}</code> (${status})</dt><dd>${title}. ${inlineCode(help)}</dd>`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>CStore errors</title>
<h1>Errors</h1><dl>${items.join('\n')}</dl></html>
`
}

function inlineCode(markdown: string): string {
  return markdown.replaceAll(/`([^`]*)`/g, '<code>$1</code>')
}
