/** A document whose JSON, as CStore sends it, has exactly this many bytes (at least 60). */
export function documentOf(id: string, bytes: number): { id: string; [field: string]: unknown } {
  const document = { id, rank: 1, text: '' }
  const missing = bytes - JSON.stringify(document).length
  return { ...document, text: WORDS.repeat(Math.ceil(missing / WORDS.length)).slice(0, missing) }
}

/** ASCII, so that characters are bytes. */
const WORDS = 'the quick brown fox jumps over the lazy dog, and is seen by nobody but the dog. '

export function documentId(index: number): string {
  return `document-${String(index).padStart(6, '0')}`
}
