import { InvalidArgumentError } from 'commander'
import { CollectionName } from '@cstore/contracts'

/** Parser of an option: a whole number from 0, or from `minimum`, to `maximum`. */
export function wholeNumber(maximum: number, minimum = 0): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (value >= minimum && value <= maximum) return value
    throw new InvalidArgumentError(`Expected a whole number from ${minimum} to ${maximum}.`)
  }
}

const collectionName = new RegExp(
  'pattern' in CollectionName ? String(CollectionName.pattern) : '',
  'u',
)

/** Parser of an option: the name of a collection. */
export function collection(text: string): string {
  if (collectionName.test(text)) return text
  throw new InvalidArgumentError(
    'Expected a letter, followed by at most 63 letters, digits, "_" or "-".',
  )
}

/** Parser of an option: an entity tag, with or without the quotes that shells take away, or `*`. */
export function entityTag(text: string): string {
  if (text === '*' || /^(W\/)?"[^"]*"$/u.test(text)) return text
  if (/^[\x21\x23-\x7e]+$/u.test(text)) return `"${text}"`
  throw new InvalidArgumentError('Expected an ETag as "cstore get --verbose" shows it, or *.')
}

/** Parser of an option: names with commas between them. */
export function names(text: string): string[] {
  const all = text.split(',').map((name) => name.trim())
  if (!all.includes('')) return all
  throw new InvalidArgumentError('Expected names with commas between them, such as title,year.')
}
