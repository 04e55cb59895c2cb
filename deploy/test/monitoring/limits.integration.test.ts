/** The lines that dashboards and alerts draw are where the shipped objects have their limits. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { API_POD } from '@cstore/dashboards'
import { expect, it } from 'vitest'
import { type KubernetesObject, parseObject, textAt } from '../../src/kubernetes-object.ts'
import { rules } from './expressions.ts'

const base = join(import.meta.dirname, '..', '..', 'base')

async function objectIn(file: string): Promise<KubernetesObject> {
  return parseObject(await readFile(join(base, file), 'utf8'))
}

async function expressionOf(alert: string): Promise<string> {
  return (await rules()).find(({ name }) => name === alert)?.expression ?? ''
}

it('what a pod of the API may have', async () => {
  const resources = 'spec template spec containers api resources'
  const deployment = await objectIn('api/deployment.yaml')
  const { requested, limit } = API_POD
  expect({
    requests: textAt(deployment, `${resources} requests cpu`),
    ofMemory: textAt(deployment, `${resources} requests memory`),
    limits: textAt(deployment, `${resources} limits cpu`),
    most: textAt(deployment, `${resources} limits memory`),
  }).toEqual({
    requests: `${requested.cores * 1000}m`,
    ofMemory: `${requested.bytes / 2 ** 20}Mi`,
    limits: `${limit.cores * 1000}m`,
    most: `${limit.bytes / 2 ** 20}Mi`,
  })
})

it('how many pods there may be, and when one is added', async () => {
  const autoscaler = await objectIn('api/autoscaler.yaml')
  const { replicas, scaleAt } = API_POD
  const of = (metric: number): string =>
    textAt(autoscaler, `spec metrics ${metric} resource target averageUtilization`)
  expect(textAt(autoscaler, 'spec minReplicas')).toBe(String(replicas.min))
  expect(textAt(autoscaler, 'spec maxReplicas')).toBe(String(replicas.max))
  expect([of(0), of(1)]).toEqual([String(scaleAt.cpu * 100), String(scaleAt.memory * 100)])
  expect(await expressionOf('CStoreScaledOut')).toContain(`>= ${replicas.max}`)
})

it('Redis: resident memory is told of below the limit, and above maxmemory', async () => {
  const deployment = await objectIn('redis/deployment.yaml')
  const configuration = await readFile(join(base, 'redis/redis.conf'), 'utf8')
  expect(textAt(deployment, 'spec template spec containers redis resources limits memory')).toBe(
    '1Gi',
  )
  expect(configuration).toContain('\nmaxmemory 512mb\n')
  expect(await expressionOf('CStoreRedisMemoryHigh')).toContain('1.6 * redis_memory_max_bytes')
})
