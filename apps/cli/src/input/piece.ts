/** Where a document stands in the input, for messages. Both count from 1. */
export interface Position {
  readonly line: number
  /** Position in the array, if the input is a JSON array. */
  readonly element?: number
}

/** Why a document cannot be imported. The detail never shows what is in it. */
export interface Problem {
  readonly code: string
  readonly detail: string
}

/** The text of one document, or why there is none. */
export type Piece =
  | { readonly position: Position; readonly text: Buffer }
  | { readonly position: Position; readonly problem: Problem }

/** Cuts a stream of bytes into documents; holds no more than one document and one chunk. */
export interface Splitter {
  push(chunk: Buffer): Piece[]
  /** The input has ended: what is left. */
  end(): Piece[]
}

/** Longer documents are skipped: MongoDB takes none above 16 MiB. */
export const MAX_PIECE_BYTES = 16 * 1024 * 1024

export function tooLarge(maxBytes: number): Problem {
  return {
    code: 'CSTORE_CLI_TOO_LARGE',
    detail: `Longer than ${maxBytes.toLocaleString('en')} bytes.`,
  }
}
