/**
 * docker/compose.yaml against what is built for the cluster: the same images, users, limits, settings
 * and files, so that what works on a laptop is what is deployed. And the images against the pods.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DeployCopy, copyDeploy, kustomizeProblem } from '../src/deploy-copy.ts'
import {
  findObject,
  isList,
  type KubernetesObject,
  parseObject,
  parseObjects,
  textAt,
  type Value,
  valueAt,
} from '../src/kubernetes-object.ts'
import { needKustomize } from './missing.ts'

const docker = join(import.meta.dirname, '..', '..', 'docker')
const compose = parseObject(await readFile(join(docker, 'compose.yaml'), 'utf8'))
/** With what they take from `x-hardened`: the parser keeps the merge as it is written. */
const services = Object.entries(objectOf(valueAt(compose, 'services'))).map(
  ([name, service]): [string, KubernetesObject] => [
    name,
    { ...objectOf(valueAt(service, '<<')), ...objectOf(service) },
  ],
)

/** Service, workload of the cluster, container in its pod. */
const pairs = [
  ['api', 'Deployment/cstore-api', 'api'],
  ['mongodb', 'StatefulSet/mongodb', 'mongodb'],
  ['redis', 'Deployment/redis', 'redis'],
  ['assets', 'Job/assets-publish', 'publish'],
  ['cdn', 'Deployment/cstore-cdn', 'nginx'],
  ['cdn-exporter', 'Deployment/cstore-cdn', 'nginx-exporter'],
  ['redis-exporter', 'Deployment/redis-exporter', 'redis-exporter'],
  ['prometheus', 'Deployment/prometheus', 'prometheus'],
  ['grafana', 'Deployment/grafana', 'grafana'],
] as const
/** What the cluster has otherwise: an ingress, and make-secrets with `fsGroup`. */
const onlyInCompose = ['prepare', 'proxy']

let copy: DeployCopy
let objects: readonly KubernetesObject[] = []

beforeAll(async () => {
  copy = await copyDeploy()
  await copy.run('make-secrets', 'production')
  if ((await kustomizeProblem()) === null)
    objects = parseObjects(await copy.build({ name: 'production' }))
})
afterAll(() => copy.remove())

describe.each(pairs)('%s', (service, workload, container) => {
  beforeEach(needKustomize)

  it('has the image of the cluster', () => {
    expect(inCompose(service, 'image')).toBe(inPod(workload, container, 'image'))
  })

  it('has its limits', () => {
    const limits = objectOf(inPod(workload, container, 'resources limits'))
    expect(cores(inCompose(service, 'deploy resources limits cpus'))).toBe(cores(limits['cpu']))
    expect(mebibytes(inCompose(service, 'deploy resources limits memory'))).toBe(
      mebibytes(limits['memory']),
    )
  })

  it('is the same user', () => {
    const context = objectOf(valueAt(findObject(objects, workload), `${POD} securityContext`))
    expect(inCompose(service, 'user')).toBe(
      `${textAt(context, 'runAsUser')}:${textAt(context, 'runAsGroup')}`,
    )
  })

  it('has the same arguments', () => {
    const own = inCompose(service, 'command')
    expect(own).toEqual(inPod(workload, container, 'args') ?? commandWithoutArguments(service))
  })

  it('has as long to end', () => {
    const pod = findObject(objects, workload)
    const seconds = textAt(pod, `${POD} terminationGracePeriodSeconds`)
    // Those that have nothing to end say nothing, and so does the exporter in the pod of nginx.
    const isSaid = seconds !== '' && service !== 'cdn-exporter'
    expect(inCompose(service, 'stop_grace_period')).toBe(isSaid ? `${seconds}s` : undefined)
  })

  it('has no other settings', () => {
    const environment = inCompose(service, 'environment')
    for (const [name, value] of Object.entries(objectOf(environment ?? {}))) {
      const there = inPod(workload, container, `env ${name} value`)
      // Addresses of this machine, files in the place of secrets, and settings of api.env.
      if (there === undefined || /ROOT_URL|DASHBOARD_PATH/.test(name)) continue
      expect([name, value]).toEqual([name, there])
    }
  })
})

describe('the compose file', () => {
  it('has every workload of the cluster, and each under one name', () => {
    const named = [...pairs.map(([service]) => service), ...onlyInCompose]
    expect(services.map(([name]) => name).toSorted()).toEqual(named.toSorted())
  })

  it.each(services)('hardens %s', (...[name, service]) => {
    expect(valueAt(service, 'read_only')).toBe(true)
    expect(valueAt(service, 'cap_drop')).toEqual(['ALL'])
    expect(valueAt(service, 'security_opt')).toEqual(['no-new-privileges:true'])
    expect(valueAt(service, 'privileged')).toBeUndefined()
    expect(valueAt(service, 'deploy resources limits pids')).toBeTypeOf('number')
    // Volumes are given away by one that is root and ends at once.
    expect(valueAt(service, 'user')).toMatch(
      name === 'prepare' ? /^0:0$/ : /^[1-9]\d{4}:[1-9]\d{4}$/,
    )
    expect(valueAt(service, 'cap_add')).toEqual(name === 'prepare' ? ['CHOWN'] : undefined)
  })

  it('waits for health, or for the end, of everything that it depends on', () => {
    const conditions = services.flatMap(([, service]) =>
      Object.values(objectOf(valueAt(service, 'depends_on') ?? {})).map((on) =>
        textAt(on, 'condition'),
      ),
    )
    expect(conditions.length).toBeGreaterThan(10)
    expect(new Set(conditions)).toEqual(
      new Set(['service_healthy', 'service_completed_successfully']),
    )
  })

  it('holds no password', async () => {
    const files = (await readdir(docker, { recursive: true })).filter((name) =>
      /\.(ya?ml|env)$|^\.env$/.test(name),
    )
    for (const file of files) {
      const text = await readFile(join(docker, file), 'utf8')
      const assigned = [...text.matchAll(/(?:PASSWORD|SECRET|KEY)\w*\s*[:=]\s*(\S+)/g)]
      expect(
        assigned.map(([, value]) => value).filter((value) => !value?.startsWith('/run/cstore/')),
      ).toEqual([])
    }
  })

  it('lets nobody in but through the proxy, and from this machine', () => {
    const published = services.filter(([, service]) => valueAt(service, 'ports') !== undefined)
    expect(published.map(([name]) => name)).toEqual(['proxy'])
    expect(valueAt(compose, 'services proxy ports 0')).toMatch(/^127\.0\.0\.1:/)
  })

  it('mounts only files that are there', async () => {
    const mounts = services.flatMap(([, service]) => listOf(valueAt(service, 'volumes')))
    const sources = mounts.flatMap((mount) =>
      typeof mount === 'string' ? (/^(\.\.?\/[^:]+):/.exec(mount)?.[1] ?? []) : [],
    )
    expect(sources.length).toBeGreaterThan(5)
    for (const source of sources) await expect(exists(join(docker, source))).resolves.toBe(true)
  })

  it('scrapes as often and under the same names as in the cluster', async () => {
    const cluster = parseObject(
      await readFile(join(docker, '../deploy/base/prometheus/prometheus.yaml'), 'utf8'),
    )
    const own = parseObject(await readFile(join(docker, 'compose/prometheus.yaml'), 'utf8'))
    expect(own['global']).toEqual(cluster['global'])
    expect(own['rule_files']).toEqual(cluster['rule_files'])
    const jobs = listOf(own['scrape_configs']).map((job) => textAt(job, 'job_name'))
    expect(jobs.toSorted()).toEqual([
      'cstore-api',
      'cstore-cdn',
      'grafana',
      'prometheus',
      'redis-exporter',
    ])
  })

  it('gives volumes to the users who write them', async () => {
    const prepare = await readFile(join(docker, 'compose/prepare.mjs'), 'utf8')
    for (const service of [
      'api',
      'assets',
      'prometheus',
      'redis',
      'grafana',
      'mongodb',
      'redis-exporter',
    ]) {
      const name = service === 'redis-exporter' ? 'redisExporter' : service
      expect(prepare).toMatch(
        new RegExp(`\\b${name}: ${textOf(service, 'user').split(':')[0] ?? ''}\\b`),
      )
    }
  })
})

describe.each(['api', 'assets', 'cdn'] as const)('docker/%s/Dockerfile', (name) => {
  it('is the user of the pod, with a number that Kubernetes can check', async () => {
    expect(await dockerfile(name)).toContain(`\nUSER ${textOf(name, 'user')}\n`)
  })

  it('takes another base, says how it ends and how it is', async () => {
    const text = await dockerfile(name)
    expect(text).toMatch(/^ARG BASE_IMAGE=\S+$/m)
    expect(text).toContain(`\nSTOPSIGNAL ${name === 'cdn' ? 'SIGQUIT' : 'SIGTERM'}\n`)
    expect(text).toMatch(name === 'assets' ? /\nHEALTHCHECK NONE\n/ : /\nHEALTHCHECK --interval/)
    expect(text).toContain('org.opencontainers.image.licenses="MIT"')
  })

  it('names no registry of packages', async () => {
    expect(await dockerfile(name)).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/)
  })
})

it('API and assets have the same build, which is done once', async () => {
  const build = /# --- the build[^]*# --- the end of the build ---/
  const [api, assets] = await Promise.all([dockerfile('api'), dockerfile('assets')])
  expect(build.exec(api)?.[0]).toBe(build.exec(assets)?.[0])
  expect(build.exec(api)?.[0]).toContain('turbo@catalog: prune')
})

const POD = 'spec template spec'

function inCompose(service: string, path: string): Value | undefined {
  return valueAt(compose, `services ${service} ${path}`)
}

/** Where the cluster takes what the image does: the API's is said because its entry is another one. */
function commandWithoutArguments(service: string): Value | undefined {
  const said: Readonly<Record<string, Value>> = { api: ['serve'], redis: [] }
  return said[service]
}

function textOf(service: string, path: string): string {
  return textAt(compose, `services ${service} ${path}`)
}

function inPod(workload: string, container: string, path: string): Value | undefined {
  return valueAt(findObject(objects, workload), `${POD} containers ${container} ${path}`)
}

function dockerfile(name: string): Promise<string> {
  return readFile(join(docker, name, 'Dockerfile'), 'utf8')
}

function exists(path: string): Promise<boolean> {
  return readdir(path).then(
    () => true,
    async () => (await readFile(path)).length > 0,
  )
}

function objectOf(value: Value | undefined): KubernetesObject {
  if (typeof value !== 'object' || value === null || isList(value))
    throw new Error('Expected an object')
  return value
}

function listOf(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : []
}

function cores(value: Value | undefined): number {
  const text = quantity(value)
  return text.endsWith('m') ? Number.parseInt(text) / 1000 : Number(text)
}

function mebibytes(value: Value | undefined): number {
  const text = quantity(value)
  return Number.parseInt(text) * (/Gi?$/.test(text) ? 1024 : 1)
}

function quantity(value: Value | undefined): string {
  if (typeof value !== 'string') throw new Error('Expected a quantity as text')
  return value
}
