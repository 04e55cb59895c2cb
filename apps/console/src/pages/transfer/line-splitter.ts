import type { Splitter } from './document-file.ts'
import { MAX_DOCUMENT_CHARACTERS, tooLong } from './max-document.ts'

/** NDJSON. Blank lines are given too, so that documents are counted as lines of the file are. */
export class LineSplitter implements Splitter {
  #rest = ''
  #lines = 0
  #problem: string | null = null

  get problem(): string | null {
    return this.#problem
  }

  *push(chunk: string): Iterable<string> {
    if (this.#problem !== null) return
    const lines = (this.#rest + chunk).split('\n')
    this.#rest = lines.pop() ?? ''
    this.#lines += lines.length
    yield* lines
    if (this.#rest.length > MAX_DOCUMENT_CHARACTERS) {
      this.#problem = tooLong(`Line ${this.#lines + 1}`)
    }
  }

  *end(): Iterable<string> {
    if (this.#problem === null && this.#rest !== '') yield this.#rest
  }
}
