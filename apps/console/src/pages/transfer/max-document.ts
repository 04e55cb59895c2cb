/** No document that the server could take is longer; a file without line breaks must end somewhere. */
export const MAX_DOCUMENT_CHARACTERS = 16 * 1024 * 1024

export function tooLong(which: string): string {
  return `${which} is longer than any document can be. Is this a file of documents?`
}
