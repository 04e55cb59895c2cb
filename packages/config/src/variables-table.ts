import { VARIABLES } from './variables.ts'

/** The Markdown table of every variable, for the README. */
export function variablesTable(): string {
  const rows = Object.values(VARIABLES).map(
    ({ name, default: initial, description }) =>
      `| \`${name}\` | ${initial === undefined ? '' : `\`${initial}\``} | ${description} |`,
  )
  return ['| variable | default | |', '| --- | --- | --- |', ...rows].join('\n')
}
