import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DeployCopy, copyDeploy } from '../src/deploy-copy.ts'
import { parseObjects, textAt } from '../src/kubernetes-object.ts'
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
    // Cluster-wide applying from the client's side has a limit.
    for (const object of objects) expect(JSON.stringify(object).length).toBeLessThan(262_144)
  })
})

it('without secrets it fails, and its message leads to make-secrets', async () => {
  await rm(join(copy.folder, 'overlays/staging/made-by-make-secrets'), { recursive: true })
  await expect(copy.build({ name: 'staging' })).rejects.toThrow(/made-by-make-secrets/)
})
