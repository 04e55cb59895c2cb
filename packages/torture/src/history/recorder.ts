import type { Operation } from './operation.ts'

/** Collects what clients did. The ids are handed out before, since writes carry theirs. */
export class Recorder {
  readonly operations: Operation[] = []
  #ids = 0

  nextId(): number {
    this.#ids += 1
    return this.#ids
  }

  add(operation: Operation): void {
    this.operations.push(operation)
  }
}
