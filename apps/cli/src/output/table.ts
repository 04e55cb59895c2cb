import Table from 'cli-table3'
import stringWidth from 'string-width'
import type { Output } from '../context.ts'
import { printable } from '../printable.ts'
import { paint, type Style } from './paint.ts'

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Never cut: people copy it. */
  readonly isWhole?: boolean
  /** How a cell is shown, where styles are. */
  readonly style?: (cell: string) => Style
}

export interface TableOptions {
  /** Where the table will be shown: its width bounds that of the table. */
  readonly output: Output
  /** Never wider, whatever the terminal. */
  readonly maxCell?: number
}

const GAP = '  '
const MAX_CELL = 40
const MIN_CELL = 6
/** Ids of other programs' documents may be this long. */
const MAX_WHOLE = 1024

/** A table for people, a line for each row, ending with a line break. Cells are cut where they must be. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { output, maxCell = MAX_CELL }: TableOptions,
): string {
  const cells = cellsOf(columns, rows, maxCell)
  const widths = fitted(columns, naturalWidths(columns, cells), output)
  const drawn = new Table({
    head: columns.map(({ title }) => paint('bold', title, output)),
    colWidths: widths,
    colAligns: columns.map(({ align = 'left' }) => align),
    chars: WITHOUT_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  })
  drawn.push(...cells.map((row) => row.map((cell, at) => styled(cell, columns[at], output))))
  const lines = drawn.toString().split('\n')
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}

function cellsOf(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  maxCell: number,
): string[][] {
  return rows.map((row) =>
    columns.map(({ isWhole = false }, at) =>
      printable(row[at] ?? '', isWhole ? MAX_WHOLE : maxCell),
    ),
  )
}

/** How many of the columns fit beside each other, each at least in part. */
export function columnsThatFit(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  output: Output,
): number {
  const available = output.columns ?? Infinity
  const widths = naturalWidths(columns, cellsOf(columns, rows, MAX_CELL))
  let used = -GAP.length
  for (const [at, width] of widths.entries()) {
    used += GAP.length + (columns[at]?.isWhole === true ? width : Math.min(width, 2 * MIN_CELL))
    if (used > available) return Math.max(1, at)
  }
  return widths.length
}

/** What each column would take. */
function naturalWidths(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  return columns.map(({ title }, at) =>
    rows.reduce((most, row) => Math.max(most, stringWidth(row[at] ?? '')), stringWidth(title)),
  )
}

/** Takes from the widest columns what the terminal does not have. */
function fitted(
  columns: readonly Column[],
  natural: readonly number[],
  { columns: available = Infinity }: Output,
): number[] {
  const widths = [...natural]
  const cuttable = widths.map((_, at) => at).filter((at) => columns[at]?.isWhole !== true)
  let total = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1))
  for (; total > available; total -= 1) {
    const widest = Math.max(...cuttable.map((at) => widths[at] ?? 0))
    const at = cuttable.find((one) => widths[one] === widest)
    if (at === undefined || widest <= MIN_CELL) break
    widths[at] = widest - 1
  }
  return widths
}

function styled(cell: string, column: Column | undefined, output: Output): string {
  return column?.style ? paint(column.style(cell), cell, output) : cell
}

const WITHOUT_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: GAP,
}
