import { load, loadAll } from 'js-yaml'

/** A tree of what YAML can hold. */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [name: string]: Value }

export type KubernetesObject = { readonly [name: string]: Value }

export function parseObjects(text: string): KubernetesObject[] {
  return loadAll(text).map(parsed)
}

export function parseObject(text: string): KubernetesObject {
  return parsed(load(text))
}

function parsed(value: unknown): KubernetesObject {
  if (!isTree(value)) throw new Error('Expected an object in YAML')
  return value
}

function isTree(value: unknown): value is KubernetesObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `Kind/name` of an object; kustomize ends the names of what it generates with a digest. */
export function findObject(objects: readonly KubernetesObject[], which: string): KubernetesObject {
  const [kind = '', name = ''] = which.split('/')
  const found = objects.find(
    (object) =>
      object['kind'] === kind &&
      textAt(object, 'metadata name').replace(/-[bcdfghkmt2456789]{10}$/, '') === name,
  )
  if (found === undefined) throw new Error(`There is no ${which} among the built objects`)
  return found
}

/**
 * What is at a path of names between spaces, since names have dots and slashes. Of a list the
 * element with that `name`, `type` or `host`, or by its number. `undefined`: there is no such thing.
 */
export function valueAt(root: Value, path: string): Value | undefined {
  return path
    .split(' ')
    .reduce<Value | undefined>((at, name) => (at === undefined ? at : childOf(at, name)), root)
}

/** The same as text; what is no text is empty. */
export function textAt(root: Value, path: string): string {
  const value = valueAt(root, path)
  return typeof value === 'object' ? '' : String(value ?? '')
}

function childOf(at: Value, name: string): Value | undefined {
  if (typeof at !== 'object' || at === null) return undefined
  if (!isList(at)) return at[name]
  const byNumber = /^\d+$/.test(name) ? at[Number(name)] : undefined
  if (name === 'length') return at.length
  return byNumber ?? at.find((element) => isNamed(element, name))
}

function isNamed(element: Value, name: string): boolean {
  if (typeof element !== 'object' || element === null || isList(element)) return false
  return [element['name'], element['type'], element['host']].includes(name)
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}
