import { closeSync, openSync, writeFileSync } from 'node:fs'
import { fileProblem } from '../file-problem.ts'
import { printable } from '../printable.ts'

/** A document that was not imported. Positions count from 1 and are those of the input. */
export interface Failure {
  readonly line: number
  readonly element?: number
  readonly id?: string
  readonly code: string
  readonly detail: string
}

const MAX_SHOWN = 20

export interface FailureLogOptions {
  /** File that gets every failure as NDJSON. */
  readonly file: string | undefined
  show(line: string): void
}

/**
 * Shows the first failures, counts all, and writes all to a file if asked to. Writes to the file
 * before it returns, so a run that fails at every line does not pile failures up in memory.
 */
export class FailureLog {
  readonly #options: FailureLogOptions
  readonly #descriptor: number | null
  #count = 0
  #shown = 0

  /** @throws FileError if the file cannot be created. */
  constructor(options: FailureLogOptions) {
    this.#options = options
    this.#descriptor = options.file === undefined ? null : create(options.file)
  }

  get count(): number {
    return this.#count
  }

  add(failures: readonly Failure[]): void {
    this.#count += failures.length
    this.#write(failures)
    for (const failure of failures.slice(0, MAX_SHOWN - this.#shown)) {
      this.#shown += 1
      this.#options.show(sentence(failure))
    }
  }

  /** Failures that the server counted without saying more. */
  addUnexplained(count: number): void {
    this.#count += count
  }

  /** Says how many failures were not shown. */
  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor)
    const more = this.#count - this.#shown
    if (more === 0) return
    const { file } = this.#options
    const hint = file === undefined ? 'All of them: --errors FILE.' : `See ${file}.`
    this.#options.show(`… and ${more.toLocaleString('en')} more. ${hint}`)
  }

  #write(failures: readonly Failure[]): void {
    if (this.#descriptor === null || failures.length === 0) return
    const text = failures.map((failure) => `${JSON.stringify(failure)}\n`).join('')
    try {
      writeFileSync(this.#descriptor, text)
    } catch (error) {
      throw fileProblem(error, { doing: 'write', file: this.#options.file ?? '' })
    }
  }
}

function create(file: string): number {
  try {
    return openSync(file, 'w')
  } catch (error) {
    throw fileProblem(error, { doing: 'write', file })
  }
}

function sentence({ line, element, id, code, detail }: Failure): string {
  const place = element === undefined ? `Line ${line}` : `Element ${element} (line ${line})`
  const about = id === undefined ? '' : `, id ${printable(id, 100)}`
  return `${place}${about}: ${printable(detail)} [${printable(code, 60)}]`
}
