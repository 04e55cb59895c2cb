import type { Output } from '../context.ts'
import { paint, type Style } from '../output/paint.ts'
import type { Area, Check, CheckStatus } from './check.ts'

const STYLES: Readonly<Record<CheckStatus, Style>> = { ok: 'green', warn: 'yellow', fail: 'red' }
const NAME_WIDTH = 13

/** An area for people: a line for each check, and below what is wrong how to mend it. */
export function areaText({ title, checks }: Area, output: Output): string {
  const lines = checks.flatMap((check) => checkLines(check, output))
  return [paint('bold', title, output), ...lines, ''].map((line) => `${line}\n`).join('')
}

function checkLines({ name, status, detail, mend }: Check, output: Output): string[] {
  const state = paint(STYLES[status], status.padEnd(4), output)
  const line = `  ${state}  ${name.padEnd(NAME_WIDTH)}${detail}`
  return mend === undefined ? [line] : [line, `        ${' '.repeat(NAME_WIDTH)}→ ${mend}`]
}

export function summaryText(areas: readonly Area[], output: Output): string {
  const count = (wanted: CheckStatus): number =>
    areas.flatMap(({ checks }) => checks).filter(({ status }) => status === wanted).length
  const [failures, warnings] = [count('fail'), count('warn')]
  if (failures === 0 && warnings === 0) return paint('green', 'All is well.', output)
  const parts = [counted(failures, 'failure'), counted(warnings, 'warning')]
  return paint(failures > 0 ? 'red' : 'yellow', `${parts.join(', ')}.`, output)
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
