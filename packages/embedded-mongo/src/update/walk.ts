/** Applies a change at a dotted path, which may enter arrays by position, `$[]` and `$[name]`. */
import type { BsonDocument, BsonValue } from '../bson/value.ts'
import { CommandError } from '../command-error.ts'
import { isIndex } from '../query/paths.ts'
import { KEEP, REMOVE, type Change, type Outcome } from './change.ts'

export type ArrayFilters = ReadonlyMap<string, (item: BsonValue) => boolean>

/** More padding than this is a mistake, says MongoDB. */
const MAX_PADDING = 1_500_000

export class Walk {
  readonly #change: Change
  readonly #filters: ArrayFilters

  constructor(change: Change, filters: ArrayFilters) {
    this.#change = change
    this.#filters = filters
  }

  /** Changes `document`. @throws CommandError PathNotViable, BadValue */
  apply(document: BsonDocument): void {
    this.#enter(document, 0)
  }

  #enter(container: BsonDocument | BsonValue[], depth: number): void {
    const part = this.#change.path[depth]
    if (part === undefined) return
    if (part.startsWith('$[')) {
      this.#eachItem(container, part.slice(2, -1), depth)
    } else if (Array.isArray(container) && !isIndex(part)) {
      this.#notViable(part)
    } else if (depth === this.#change.path.length - 1) {
      put(container, part, this.#change.leaf(get(container, part)))
    } else {
      this.#enterChild(container, part, depth)
    }
  }

  #enterChild(container: BsonDocument | BsonValue[], part: string, depth: number): void {
    const child = get(container, part)
    if (child instanceof Map || Array.isArray(child)) {
      this.#enter(child, depth + 1)
    } else if (child !== undefined) {
      this.#notViable(this.#change.path[depth + 1] ?? part)
    } else if (this.#change.creates) {
      if (this.#change.path[depth + 1]?.startsWith('$[') === true) this.#needsArray()
      const made: BsonDocument = new Map()
      this.#enter(made, depth + 1)
      if (made.size > 0) put(container, part, made)
    }
  }

  #eachItem(container: BsonDocument | BsonValue[], name: string, depth: number): void {
    if (!Array.isArray(container)) return this.#needsArray()
    const accepts = name === '' ? () => true : this.#filters.get(name)
    for (const [index, item] of container.entries()) {
      if (accepts?.(item) !== true) continue
      if (depth === this.#change.path.length - 1)
        put(container, String(index), this.#change.leaf(item))
      else if (item instanceof Map || Array.isArray(item)) this.#enter(item, depth + 1)
      else this.#notViable(this.#change.path[depth + 1] ?? '')
    }
  }

  /** What only takes away has nothing to do where there is nothing. */
  #notViable(part: string): void {
    if (!this.#change.creates) return
    throw new CommandError(
      'PathNotViable',
      `Cannot create field '${part}' in an element that is not a document, at path '${this.#change.path.join('.')}'`,
    )
  }

  #needsArray(): never {
    throw new CommandError(
      'BadValue',
      `The path '${this.#change.path.join('.')}' must exist in the document in order to apply array updates.`,
    )
  }
}

function get(container: BsonDocument | BsonValue[], part: string): BsonValue {
  return container instanceof Map ? container.get(part) : container[Number(part)]
}

function put(container: BsonDocument | BsonValue[], part: string, outcome: Outcome): void {
  if (outcome === KEEP) return
  if (container instanceof Map) {
    if (outcome === REMOVE) container.delete(part)
    else container.set(part, outcome)
    return
  }
  const index = Number(part)
  if (outcome === REMOVE) {
    // Positions of the others stay what they are.
    if (index < container.length) container[index] = null
    return
  }
  if (index > container.length + MAX_PADDING)
    throw new CommandError('BadValue', `Expected at most ${MAX_PADDING} new items in an array`)
  while (container.length < index) container.push(null)
  container[index] = outcome
}
