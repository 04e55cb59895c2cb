import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DeployCopy, copyDeploy } from '../src/deploy-copy.ts'
import { isList, parseObjects, textAt, type Value } from '../src/kubernetes-object.ts'
import { overlays, variants } from '../src/variants.ts'
import { needKustomize } from './missing.ts'

let copy: DeployCopy

beforeAll(async () => {
  copy = await copyDeploy()
  for (const overlay of overlays) await copy.run('make-secrets', overlay)
})
afterAll(() => copy.remove())
beforeEach(needKustomize)

describe('builds', () => {
  it.each(variants)('$name', async (variant) => {
    const objects = parseObjects(await copy.build(variant))
    const identities = objects.map((object) =>
      ['kind', 'metadata namespace', 'metadata name'].map((path) => textAt(object, path)).join('/'),
    )
    expect(new Set(identities).size).toBe(identities.length)
    // All images are named in one place, with a tag that is not whatever is newest.
    for (const image of JSON.stringify(objects).matchAll(/"image":"([^"]+)"/g))
      expect(image[1]).toMatch(/^[a-z0-9/_-]+:v?\d+\.\d+\.\d+$/)
    expect(objects.flatMap(undefinedNames)).toEqual([])
    // Cluster-wide applying from the client's side has a limit.
    for (const object of objects) expect(JSON.stringify(object).length).toBeLessThan(262_144)
  })
})

it('without secrets it fails, and its message leads to make-secrets', async () => {
  await rm(join(copy.folder, 'overlays/staging/made-by-make-secrets'), { recursive: true })
  await expect(copy.build({ name: 'staging' })).rejects.toThrow(/made-by-make-secrets/)
})

/** `$(NAME)` in the environment of a container where no variable of that name stands before it. */
function undefinedNames(object: Value): string[] {
  if (typeof object !== 'object' || object === null) return []
  if (isList(object)) return object.flatMap(undefinedNames)
  const env = isList(object['env']) ? object['env'] : []
  const names = env.map((variable) => textAt(variable, 'name'))
  const wrong = env.flatMap((variable, at) =>
    [...textAt(variable, 'value').matchAll(/\$\(([^)]+)\)/g)]
      .filter(([, used = '']) => !names.slice(0, at).includes(used))
      .map(([used]) => `${names[at]}: ${used}`),
  )
  return [...wrong, ...Object.values(object).flatMap(undefinedNames)]
}
