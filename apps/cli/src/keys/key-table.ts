import type { ApiKeyInfo } from '@cstore/contracts'
import { printable } from '../printable.ts'

const HEAD = ['ID', 'NAME', 'ROLE', 'COLLECTIONS', 'CREATED', 'EXPIRES']
const GAP = '  '
const MAX_CELL = 40

/** A table for people, a line for each key. */
export function keyTable(keys: readonly ApiKeyInfo[], nowMs: number): string {
  const rows = [HEAD, ...keys.map((key) => cells(key, nowMs))]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(GAP),
  )
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}

/** One line about a key, without its secret. */
export function keyLine({ id, name, role, collections, expiresAt }: ApiKeyInfo): string {
  const where = collections ? collections.join(', ') : 'every collection'
  const end = expiresAt === undefined ? '' : `, until ${shortTime(expiresAt)}`
  return printable(`Key ${id} "${name}": ${role} of ${where}${end}.`)
}

function cells(key: ApiKeyInfo, nowMs: number): string[] {
  const { id, name, role, collections, createdAt, expiresAt } = key
  const expires = expiresAt === undefined ? 'never' : ending(expiresAt, nowMs)
  const all = [id, name, role, collections?.join(',') ?? 'all', shortTime(createdAt), expires]
  return all.map((cell) => printable(cell, MAX_CELL))
}

function ending(expiresAt: string, nowMs: number): string {
  return Date.parse(expiresAt) <= nowMs ? 'expired' : shortTime(expiresAt)
}

/** Minutes are enough for people. */
function shortTime(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}
