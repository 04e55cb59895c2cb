import type { Output } from '../context.ts'
import { isJsonObject } from '../json-object.ts'
import { columnsThatFit, table, type Column } from '../output/table.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Documents as a table: a column for the id and for each field of the first page, as many as fit.
 * Pages behind it get the same columns.
 */
export class DocumentTable {
  readonly #output: Output
  readonly #wanted: readonly string[]
  #columns: readonly Column[] | null = null
  #hidden: readonly string[] = []

  /** @param wanted fields in the order in which they were asked for, if they were */
  constructor(output: Output, wanted: readonly string[] = []) {
    this.#output = output
    // A path shows in the column of the field that it begins with.
    this.#wanted = wanted.map((path) => path.split('.', 1)[0] ?? path)
  }

  /** Fields that the first page has and the table has not. */
  get hidden(): readonly string[] {
    return this.#hidden
  }

  page(documents: readonly Fields[]): string {
    const isFirst = this.#columns === null
    const columns = this.#columns ?? this.#choose(documents)
    const rows = documents.map((one) => columns.map(({ title }) => cell(one[title])))
    const text = table(columns, rows, { output: this.#output })
    return isFirst ? text : text.slice(text.indexOf('\n') + 1)
  }

  #choose(documents: readonly Fields[]): readonly Column[] {
    const all = columnsOf(documents, this.#wanted)
    const rows = documents.map((one) => all.map(({ title }) => cell(one[title])))
    const fitting = columnsThatFit(all, rows, this.#output)
    this.#columns = all.slice(0, fitting)
    this.#hidden = all.slice(fitting).map(({ title }) => title)
    return this.#columns
  }
}

/**
 * The id first, `_meta` last, the others in the order in which they were asked for, or in which they
 * come. Numbers stand right.
 */
function columnsOf(documents: readonly Fields[], wanted: readonly string[]): Column[] {
  const there = new Set(documents.flatMap((document) => Object.keys(document)))
  const last = there.has('_meta') ? ['_meta'] : []
  const own = new Set([...wanted.filter((name) => there.has(name)), ...there])
  for (const name of ['id', '_meta']) own.delete(name)
  return ['id', ...own, ...last].map((title) => {
    const isNumeric = documents.every((one) => typeof (one[title] ?? 0) === 'number')
    return { title, align: isNumeric ? 'right' : 'left', isWhole: title === 'id' }
  })
}

/** Dates, decimals and the like are shown as what they stand for (Extended JSON). */
function cell(value: unknown): string {
  if (value === undefined) return ''
  if (typeof value === 'string') return value
  const [type, ...more] = isJsonObject(value) ? Object.entries(value) : []
  if (type && more.length === 0 && type[0].startsWith('$') && typeof type[1] === 'string')
    return type[1]
  return JSON.stringify(value)
}
