import type { CollectionInfo, IndexState } from '@cstore/contracts'
import type { Output } from '../context.ts'
import { paint, type Style } from '../output/paint.ts'
import { table } from '../output/table.ts'
import { printable } from '../printable.ts'
import { shownDuration } from '../time-options.ts'
import { shownFields } from './index-spec.ts'

/** All collections, a line each. */
export function collectionTable(all: readonly CollectionInfo[], output: Output): string {
  const columns = ['NAME', 'READ BY', 'SCHEMA', 'INDEXES', 'FRESH FOR', 'LISTS FOR', 'NEAR']
  const rows = all.map(({ name, settings }) => [
    name,
    readers(settings.publicRead),
    settings.schema ? 'yes' : 'no',
    String(settings.indexes.length),
    span(settings.cache.ttlMs),
    span(settings.cache.listTtlMs),
    settings.cache.near ? 'yes' : 'no',
  ])
  return table(
    columns.map((title) => ({ title })),
    rows,
    { output },
  )
}

/** Everything about one. */
export function collectionText(
  { name, settings, indexes = [] }: CollectionInfo,
  output: Output,
): string {
  const { cache, publicRead, schema } = settings
  const lines = [
    ['Read by', readers(publicRead)],
    [
      'Documents',
      `cached for ${span(cache.ttlMs)}, then kept ${span(cache.staleMs)} for when MongoDB is away`,
    ],
    ['Absence', `cached for ${span(cache.negativeTtlMs)}`],
    ['Lists', `cached for ${span(cache.listTtlMs)}`],
    ['Near', cache.near ? 'yes: may be a little behind the last write' : 'no'],
    ['Schema', schema ? `yes: cstore collections schema ${name}` : 'none'],
  ]
  const facts = lines.map(([title = '', value = '']) => `${title.padEnd(11)}${value}`.trimEnd())
  const text = [paint('bold', name, output), ...facts].join('\n')
  if (indexes.length === 0) return `${text}\n`
  return `${text}\n\n${paint('bold', 'Indexes', output)}\n${indexTable(indexes, output)}`
}

/** The indexes of one, and how far they are. */
export function indexTable(indexes: readonly IndexState[], output: Output): string {
  const columns = [
    { title: 'FIELDS', isWhole: true },
    { title: 'UNIQUE' },
    { title: 'STATE', style: styleOf },
    { title: 'NAME' },
    { title: 'PROBLEM' },
  ]
  const rows = indexes.map(({ name, fields, unique, state, problem = '' }) => [
    printable(shownFields(fields)),
    unique ? 'yes' : 'no',
    state,
    name,
    problem,
  ])
  return table(columns, rows, { output, maxCell: 200 })
}

function styleOf(state: string): Style {
  if (state === 'ready') return 'green'
  return state === 'failed' ? 'red' : 'yellow'
}

function readers(publicRead: boolean): string {
  return publicRead ? 'everyone' : 'keys'
}

function span(ms: number): string {
  return ms === 0 ? 'no time' : shownDuration(ms)
}
