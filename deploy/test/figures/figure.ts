import type { Value } from '../../src/kubernetes-object.ts'

/** A figure of the architecture: what it is, in which object, where in it, and what is expected. */
export type Figure = readonly [figure: string, object: string, path: string, expected: Value]

/** Where the only container of that name is, in whatever has pods. */
export const container = (name: string): string => `spec template spec containers ${name}`

interface Amounts {
  readonly cpu: readonly [request: string, limit: string]
  readonly memory: readonly [request: string, limit: string]
}

export function resources(object: string, name: string, { cpu, memory }: Amounts): Figure[] {
  const at = `${container(name)} resources`
  return [
    [`${name}: CPU request`, object, `${at} requests cpu`, cpu[0]],
    [`${name}: CPU limit`, object, `${at} limits cpu`, cpu[1]],
    [`${name}: RAM request`, object, `${at} requests memory`, memory[0]],
    [`${name}: RAM limit`, object, `${at} limits memory`, memory[1]],
  ]
}

export function claim(name: string, size: string, mode: string): Figure[] {
  const object = `PersistentVolumeClaim/${name}`
  return [
    [`${name}: size`, object, 'spec resources requests storage', size],
    [`${name}: access`, object, 'spec accessModes', [mode]],
  ]
}
