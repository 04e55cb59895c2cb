/**
 * JSON Patch (RFC 6902): a list of operations, done in order, all or none. What an operation does
 * not touch stays the same value, so that a document keeps its types where it is not patched.
 * The patch is checked whole before any of it is done; `copy` may not make a small patch of a large
 * document.
 */
import { MAX_PATCH_OPERATIONS } from '@cstore/contracts'
import { child, indexIn, isObject, parsePointer, valueAt, type JsonObject } from './json-pointer.ts'
import { patchInvalid, patchNotApplicable, patchTestFailed } from './patch-errors.ts'
import { sameValue } from './same-value.ts'

/** Characters of JSON that all `copy` of a patch may add. */
const MAX_COPIED = 16 * 1024 * 1024

type Path = readonly string[]

export type Operation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: Path; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: Path }
  | { readonly op: 'move' | 'copy'; readonly path: Path; readonly from: Path }

/** @throws ApiError CSTORE_PATCH_INVALID naming the operation at fault. */
export function parsePatch(body: unknown): Operation[] {
  if (!Array.isArray(body)) throw patchInvalid('', 'is not an array of operations')
  if (body.length > MAX_PATCH_OPERATIONS) {
    throw patchInvalid(
      '',
      `has ${body.length} operations; at most ${MAX_PATCH_OPERATIONS} are allowed`,
    )
  }
  return body.map((operation: unknown, index) => parseOperation(operation, `/${index}`))
}

function parseOperation(operation: unknown, at: string): Operation {
  if (!isObject(operation)) throw patchInvalid(at, 'is not an object')
  const { op } = operation
  const path = parsePointer(operation['path'], `${at}/path`)
  if (op === 'remove') return { op, path }
  if (op === 'move' || op === 'copy') {
    const from = parsePointer(operation['from'], `${at}/from`)
    if (op === 'move' && isWithin(path, from)) {
      throw patchInvalid(`${at}/from`, 'is moved into itself')
    }
    return { op, path, from }
  }
  if (op === 'add' || op === 'replace' || op === 'test') {
    if (Object.hasOwn(operation, 'value')) return { op, path, value: operation['value'] }
    throw patchInvalid(at, 'has no `value`')
  }
  throw patchInvalid(`${at}/op`, 'is none of add, remove, replace, move, copy, test')
}

function isWithin(path: Path, ancestor: Path): boolean {
  return path.length > ancestor.length && ancestor.every((name, at) => path[at] === name)
}

/**
 * Gives the patched value and leaves `document` as it is.
 * @throws ApiError CSTORE_PATCH_NOT_APPLICABLE, CSTORE_PATCH_TEST_FAILED
 */
export function applyPatch(document: unknown, operations: readonly Operation[]): unknown {
  const patched = new Patched(structuredClone(document))
  for (const [index, operation] of operations.entries()) patched.apply(operation, `/${index}`)
  return patched.root
}

class Patched {
  root: unknown
  #copied = 0

  constructor(root: unknown) {
    this.root = root
  }

  apply(operation: Operation, at: string): void {
    const { path } = operation
    switch (operation.op) {
      case 'add':
        return this.#add(path, this.#copy(operation.value, at), at)
      case 'remove':
        return this.#remove(path, `${at}/path`)
      case 'replace':
        return this.#replace(path, this.#copy(operation.value, at), at)
      case 'move':
        return this.#move(operation, at)
      case 'copy':
        return this.#add(path, this.#copy(valueAt(this.root, operation.from, `${at}/from`), at), at)
      case 'test':
        if (sameValue(valueAt(this.root, path, `${at}/path`), operation.value)) return
        throw patchTestFailed(at)
    }
  }

  #add(path: Path, value: unknown, at: string): void {
    const name = path.at(-1)
    if (name === undefined) return void (this.root = value)
    const parent = this.#parent(path, at)
    if (!Array.isArray(parent)) parent[name] = value
    else if (name === '-') parent.push(value)
    else parent.splice(indexIn(name, parent.length, `${at}/path`), 0, value)
  }

  #replace(path: Path, value: unknown, at: string): void {
    const name = path.at(-1)
    if (name === undefined) return void (this.root = value)
    const parent = this.#parent(path, at)
    child(parent, name, `${at}/path`)
    if (Array.isArray(parent)) parent[Number(name)] = value
    else parent[name] = value
  }

  #remove(path: Path, at: string): void {
    const name = path.at(-1)
    if (name === undefined) throw patchNotApplicable(at, 'is the whole document')
    const parent = valueAt(this.root, path.slice(0, -1), at)
    child(parent, name, at)
    if (Array.isArray(parent)) parent.splice(Number(name), 1)
    else if (isObject(parent)) delete parent[name]
  }

  #move({ from, path }: { from: Path; path: Path }, at: string): void {
    const value = valueAt(this.root, from, `${at}/from`)
    if (path.length === from.length && from.every((name, index) => path[index] === name)) return
    this.#remove(from, `${at}/from`)
    this.#add(path, value, at)
  }

  #parent(path: Path, at: string): JsonObject | unknown[] {
    const parent = valueAt(this.root, path.slice(0, -1), `${at}/path`)
    if (Array.isArray(parent) || isObject(parent)) return parent
    throw patchNotApplicable(`${at}/path`, 'is below something that is no object and no array')
  }

  /** A value of its own, so that later operations change one place only. */
  #copy(value: unknown, at: string): unknown {
    if (typeof value !== 'object' || value === null) return value
    this.#copied += JSON.stringify(value).length
    if (this.#copied <= MAX_COPIED) return structuredClone(value)
    throw patchNotApplicable(at, `would copy more than ${MAX_COPIED} characters`)
  }
}
