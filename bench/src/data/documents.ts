import { range } from './range.ts'

export interface BenchDocument {
  readonly id: string
  readonly group: number
  readonly text: string
}

/** How many documents follow each other on a page of a list. */
export const GROUP_SIZE = 10

/** A document whose JSON, as CStore sends it, has exactly this many bytes (at least 80). */
export function documentOf(id: string, bytes: number, group = 0): BenchDocument {
  const document = { id, group, text: '' }
  const missing = bytes - JSON.stringify(document).length
  return { ...document, text: WORDS.repeat(Math.ceil(missing / WORDS.length)).slice(0, missing) }
}

/** ASCII, so that characters are bytes. */
const WORDS = 'the quick brown fox jumps over the lazy dog, and is seen by nobody but the dog. '

export function documentId(index: number): string {
  return `document-${String(index).padStart(7, '0')}`
}

export function documentAt(index: number, bytes: number): BenchDocument {
  return documentOf(documentId(index), bytes, groupOf(index))
}

export function groupOf(index: number): number {
  return Math.floor(index / GROUP_SIZE)
}

/** So many of `total`, all over it. */
export function spread(count: number, total: number): number[] {
  return range(Math.min(count, total)).map((place) => Math.floor((place * total) / count))
}
