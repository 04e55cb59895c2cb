import type { Splitter } from './document-file.ts'
import { MAX_DOCUMENT_CHARACTERS, tooLong } from './max-document.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/**
 * A JSON array. It follows strings, escapes and nesting only: an element that is no JSON comes out
 * whole, and its neighbours too; whether it is any is for the server to say.
 */
export class ArraySplitter implements Splitter {
  #state: 'before' | 'inside' | 'closed' = 'before'
  #rest = ''
  #depth = 0
  #inString = false
  #isEscaped = false
  #elements = 0
  #problem: string | null = null

  get problem(): string | null {
    return this.#problem
  }

  *push(chunk: string): Iterable<string> {
    let from = 0
    for (let at = 0; at < chunk.length && this.#problem === null; at += 1) {
      const code = chunk.charCodeAt(at)
      if (this.#state !== 'inside') {
        this.#outside(code)
        from = at + 1
      } else if (this.#endsElement(code)) {
        yield* this.#finish(this.#rest + chunk.slice(from, at), code)
        this.#rest = ''
        from = at + 1
      }
    }
    this.#rest += chunk.slice(from)
    if (this.#rest.length > MAX_DOCUMENT_CHARACTERS) this.#fail(tooLong(this.#next()))
  }

  end(): readonly string[] {
    if (this.#state !== 'closed') this.#fail('The array is not closed: the file ends too early.')
    return []
  }

  /** Before the array, where its bracket was seen to come, and behind it. */
  #outside(code: number): void {
    if (code === OPEN_ARRAY && this.#state === 'before') this.#state = 'inside'
    else if (this.#state === 'closed' && !isSpace(code)) {
      this.#fail('There is text after the end of the array.')
    }
  }

  #endsElement(code: number): boolean {
    if (this.#inString) {
      if (this.#isEscaped) this.#isEscaped = false
      else if (code === BACKSLASH) this.#isEscaped = true
      else if (code === QUOTE) this.#inString = false
      return false
    }
    if (code === QUOTE) this.#inString = true
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) this.#depth += 1
    else if (this.#depth === 0) return code === COMMA || code === CLOSE_ARRAY
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) this.#depth -= 1
    return false
  }

  *#finish(text: string, code: number): Iterable<string> {
    const isLast = code === CLOSE_ARRAY
    if (isLast) this.#state = 'closed'
    if (text.trim() !== '') {
      this.#elements += 1
      yield text
    } else if (!isLast || this.#elements > 0) this.#fail(`${this.#next()} is missing.`)
  }

  #next(): string {
    return `Document ${this.#elements + 1} of the array`
  }

  #fail(problem: string): void {
    this.#problem ??= problem
  }
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}
