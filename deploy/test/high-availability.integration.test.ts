/** What is built with the components that keep going when a node is lost, beside what is built for production. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DeployCopy, copyDeploy, kustomizeProblem } from '../src/deploy-copy.ts'
import {
  findObject,
  type KubernetesObject,
  parseObjects,
  textAt,
  valueAt,
} from '../src/kubernetes-object.ts'
import { highAvailabilityFigures } from './figures/high-availability.ts'
import { needKustomize } from './missing.ts'

let copy: DeployCopy
let production: readonly KubernetesObject[]
let available: readonly KubernetesObject[]

beforeEach(needKustomize)
beforeAll(async () => {
  copy = await copyDeploy()
  if ((await kustomizeProblem()) !== null) return
  await copy.run('make-secrets', 'production')
  const components = ['ingress-nginx', 'cert-manager', 'backups']
  production = parseObjects(await copy.build({ name: 'one', components }))
  const more = [...components, 'mongodb-replica-set', 'redis-sentinel']
  available = parseObjects(await copy.build({ name: 'three', components: more }))
})
afterAll(() => copy.remove())

it.each(highAvailabilityFigures)('%s', (...[, object, path, expected]) => {
  expect(valueAt(findObject(available, object), path)).toEqual(expected)
})

describe('the API', () => {
  it('gets other addresses, and nothing else', () => {
    const [before, after] = [production, available].map((objects) =>
      withoutAddresses(findObject(objects, 'Deployment/cstore-api')),
    )
    expect(after).toEqual(before)
  })
})

it('changes nothing that has to do with neither MongoDB nor Redis', () => {
  const after = named(available)
  after.delete('NetworkPolicy/prometheus-to-redis')
  expect(after).toEqual(named(production))
})

function named(objects: readonly KubernetesObject[]): Map<string, KubernetesObject> {
  return new Map(
    objects
      .filter((object) => !/mongodb|redis|cstore-api/.test(textAt(object, 'metadata name')))
      .map((object) => [`${textAt(object, 'kind')}/${textAt(object, 'metadata name')}`, object]),
  )
}

/** As JSON, with variables in order of their names. */
function withoutAddresses(deployment: KubernetesObject): unknown {
  const copied = structuredClone(deployment)
  const env: { name: string }[] = Object(copied).spec.template.spec.containers[0].env
  Object(copied).spec.template.spec.containers[0].env = env
    .filter(({ name }) => name !== 'MONGODB_URI' && name !== 'REDIS_URL')
    .toSorted((a, b) => a.name.localeCompare(b.name))
  return copied
}
