import type { ApiKeyInfo } from '@cstore/contracts'
import type { Output } from '../context.ts'
import { table } from '../output/table.ts'
import { printable } from '../printable.ts'

/** A table for people, a line for each key. */
export function keyTable(keys: readonly ApiKeyInfo[], nowMs: number, output: Output): string {
  const columns = [
    { title: 'ID', isWhole: true },
    { title: 'NAME' },
    { title: 'ROLE' },
    { title: 'COLLECTIONS' },
    { title: 'CREATED' },
    { title: 'EXPIRES' },
  ]
  const rows = keys.map((key) => cells(key, nowMs))
  return table(columns, rows, { output })
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
  return [id, name, role, collections?.join(',') ?? 'all', shortTime(createdAt), expires]
}

function ending(expiresAt: string, nowMs: number): string {
  return Date.parse(expiresAt) <= nowMs ? 'expired' : shortTime(expiresAt)
}

/** Minutes are enough for people. */
function shortTime(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`
}
