import type { IndexSpec, IndexState } from '@cstore/contracts'
import { InvalidArgumentError } from 'commander'

/** For the help of options and for what is shown. */
export const INDEX_FIELDS =
  'fields with commas between them, such as year,-title; - means descending'

/** Parser of an option: the fields of an index. */
export function indexFields(text: string): IndexSpec['fields'] {
  const fields = text.split(',').map((field) => field.trim())
  const directions = fields.map((field): [string, 1 | -1] =>
    field.startsWith('-') ? [field.slice(1), -1] : [field, 1],
  )
  const isUsable = directions.every(([name]) => /^[^$-][^$]*$/u.test(name))
  if (isUsable && new Set(directions.map(([name]) => name)).size === fields.length) {
    return Object.fromEntries(directions)
  }
  throw new InvalidArgumentError(`Expected ${INDEX_FIELDS}.`)
}

/** The same text again. */
export function shownFields(fields: IndexSpec['fields'] | IndexState['fields']): string {
  return Object.entries(fields)
    .map(([name, direction]) => {
      if (direction === 1) return name
      return direction === -1 ? `-${name}` : `${name} (${direction})`
    })
    .join(',')
}

/** Parser of an option that may be repeated. */
export function collectFields(
  text: string,
  before: readonly IndexSpec['fields'][] | undefined,
): IndexSpec['fields'][] {
  return [...(before ?? []), indexFields(text)]
}

export function isSameIndex(
  one: IndexSpec['fields'] | IndexState['fields'],
  other: IndexSpec['fields'],
): boolean {
  return shownFields(one) === shownFields(other)
}
