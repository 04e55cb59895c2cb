import { InvalidArgumentError } from 'commander'
import { CollectionName } from '@cstore/contracts'

/** Parser of an option: a whole number from 0 to `maximum`. */
export function wholeNumber(maximum: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (value <= maximum) return value
    throw new InvalidArgumentError(`Expected a whole number from 0 to ${maximum}.`)
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
