/**
 * Every figure of the architecture, in what is built for production. Where one is not kept to the
 * letter, `docs/decisions/0016-deviations-of-the-topology.md` (of backups: `0020-backups.md`) says why; the list at the end is the same.
 */
import { readFile } from 'node:fs/promises'
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
import { backupFigures } from './figures/backups.ts'
import { deviations } from './figures/deviations.ts'
import { ingressFigures } from './figures/ingress.ts'
import { workloadFigures } from './figures/workloads.ts'

const root = join(import.meta.dirname, '..', '..')
let copy: DeployCopy
let objects: readonly KubernetesObject[] = []

beforeAll(async () => {
  copy = await copyDeploy()
  await copy.run('make-secrets', 'production')
  if ((await kustomizeProblem()) === null)
    objects = parseObjects(await copy.build({ name: 'production' }))
})
afterAll(() => copy.remove())
beforeEach(needKustomize)

describe('figures', () => {
  it.each([...workloadFigures, ...ingressFigures, ...backupFigures])(
    '%s',
    (...[, object, path, expected]) => {
      expect(valueAt(findObject(objects, object), path)).toEqual(expected)
    },
  )

  it('the number of API pods is the autoscaler’s alone', () => {
    expect(valueAt(findObject(objects, 'Deployment/cstore-api'), 'spec replicas')).toBeUndefined()
  })

  it('51Gi in all, without the backups', () => {
    const claims = ofKind('PersistentVolumeClaim')
      .filter((claim) => textAt(claim, 'metadata name') !== 'mongodb-backups')
      .map((claim) => valueAt(claim, 'spec'))
    const templates = valueAt(
      findObject(objects, 'StatefulSet/mongodb'),
      'spec volumeClaimTemplates',
    )
    const specs = [...claims, ...listOf(templates).map((template) => valueAt(template, 'spec'))]
    const sizes = specs.map((spec) => parseInt(textAt(spec ?? null, 'resources requests storage')))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(51)
  })

  it('dashboards Application, Redis and Performance are ConfigMaps that Grafana finds', () => {
    const mounts = valueAt(
      findObject(objects, 'Deployment/grafana'),
      'spec template spec containers grafana volumeMounts',
    )
    for (const name of ['application', 'redis', 'performance']) {
      const map = findObject(objects, `ConfigMap/grafana-dashboard-${name}`)
      const dashboard = JSON.parse(textAt(map, `data ${name}.json`))
      expect(dashboard.title.toLowerCase()).toBe(name)
      expect(valueAt(mounts ?? null, `dashboard-${name} mountPath`)).toBe(
        `/etc/grafana/dashboards/${name}`,
      )
    }
  })

  it('Prometheus scrapes every 15 s, by discovery of pods', () => {
    const map = findObject(objects, 'ConfigMap/prometheus')
    const configuration = parseObject(textAt(map, 'data prometheus.yaml'))
    expect(valueAt(configuration, 'global scrape_interval')).toBe('15s')
    expect(valueAt(configuration, 'scrape_configs 1 kubernetes_sd_configs 0 role')).toBe('pod')
  })

  it.each([
    'maxmemory 512mb',
    'maxmemory-policy allkeys-lru',
    'appendonly yes',
    'appendfsync everysec',
  ])('Redis: %s', (line) => {
    const map = findObject(objects, 'ConfigMap/redis')
    expect(textAt(map, 'data redis.conf').split('\n')).toContain(line)
  })
})

describe('CDN, in its own configuration', () => {
  const lines: readonly (readonly [figure: string, file: string, line: string])[] = [
    ['gzip compression', 'encodings.conf', 'gzip on;'],
    ['copies that are compressed already', 'encodings.conf', 'gzip_static on;'],
    ['CORS', 'headers.conf', 'add_header Access-Control-Allow-Origin $cors_origin always;'],
    [
      'CDN-friendly cache headers',
      'headers.conf',
      'add_header Cache-Control $cache_control always;',
    ],
    ['immutable assets', 'headers.conf', '"public, max-age=31536000, immutable";'],
    ['where the volume is mounted', 'site.conf', 'root /srv/cstore/current;'],
    ['when it is ready', 'site.conf', 'location = /readyz {'],
  ]
  it.each(lines)('%s', async (...[, file, line]) => {
    expect(await readFile(join(root, 'docker/cdn', file), 'utf8')).toContain(line)
  })
})

describe('access', () => {
  it('Prometheus may get, list and watch, nothing else', () => {
    const rules = listOf(valueAt(findObject(objects, 'ClusterRole/cstore-prometheus'), 'rules'))
    const resources = rules.flatMap((rule) => listOf(valueAt(rule, 'resources')))
    const verbs = new Set(rules.flatMap((rule) => listOf(valueAt(rule, 'verbs'))))
    expect(resources).toEqual(
      expect.arrayContaining(['nodes', 'services', 'endpoints', 'pods', 'ingresses']),
    )
    expect(verbs).toEqual(new Set(['get', 'list', 'watch']))
  })

  it('nobody else has rights but to see CronJobs and the autoscaler of the namespace, and a token', () => {
    const names = ofKind('ClusterRole', 'Role').map((role) => textAt(role, 'metadata name'))
    expect(names.toSorted()).toEqual(['cstore-prometheus', 'kube-state-metrics'])
    expect(ofKind('ClusterRoleBinding', 'RoleBinding')).toHaveLength(2)
    expect(valueAt(findObject(objects, 'Role/kube-state-metrics'), 'rules')).toEqual([
      { apiGroups: ['batch'], resources: ['cronjobs'], verbs: ['list', 'watch'] },
      {
        apiGroups: ['autoscaling'],
        resources: ['horizontalpodautoscalers'],
        verbs: ['list', 'watch'],
      },
    ])
    const withToken = podSpecs().filter(
      ({ spec }) => valueAt(spec, 'automountServiceAccountToken') !== false,
    )
    expect(withToken.map(({ name }) => name).toSorted()).toEqual([
      'kube-state-metrics',
      'prometheus',
    ])
  })

  it('the namespace refuses pods that are not restricted', () => {
    const labels = valueAt(findObject(objects, 'Namespace/cstore'), 'metadata labels')
    expect(valueAt(labels ?? null, 'pod-security.kubernetes.io/enforce')).toBe('restricted')
  })

  it('a policy denies what no other allows', () => {
    expect(valueAt(findObject(objects, 'NetworkPolicy/default-deny'), 'spec')).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    })
  })

  it('every pod has a policy of its own', () => {
    const selected = ofKind('NetworkPolicy').map((policy) =>
      valueAt(policy, 'spec podSelector matchLabels app.kubernetes.io/name'),
    )
    expect(selected).toEqual(expect.arrayContaining(podSpecs().map(({ name }) => name)))
  })
})

describe('pods', () => {
  it('run as nobody in particular, with a profile of calls', () => {
    for (const { spec } of podSpecs()) {
      expect(valueAt(spec, 'securityContext runAsNonRoot')).toBe(true)
      expect(Number(valueAt(spec, 'securityContext runAsUser'))).toBeGreaterThanOrEqual(10_000)
      expect(valueAt(spec, 'securityContext seccompProfile type')).toBe('RuntimeDefault')
      expect(valueAt(spec, 'enableServiceLinks')).toBe(false)
    }
  })

  it('have containers that can write nowhere and gain nothing, with limits', () => {
    for (const { spec } of podSpecs())
      for (const container of listOf(valueAt(spec, 'containers'))) {
        expect(valueAt(container, 'securityContext')).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        })
        for (const resource of ['cpu', 'memory', 'ephemeral-storage'])
          expect(valueAt(container, `resources limits ${resource}`)).toBeDefined()
      }
  })

  it('with a volume of their own are replaced, not doubled', () => {
    for (const name of ['redis', 'prometheus', 'grafana'])
      expect(valueAt(findObject(objects, `Deployment/${name}`), 'spec strategy type')).toBe(
        'Recreate',
      )
  })

  it('may be moved, but not all at once', () => {
    const budgets = ofKind('PodDisruptionBudget').map((budget) => [
      valueAt(budget, 'metadata name'),
      valueAt(budget, 'spec minAvailable') ?? valueAt(budget, 'spec maxUnavailable'),
    ])
    expect(Object.fromEntries(budgets)).toEqual({
      'cstore-api': 2,
      'cstore-cdn': 1,
      grafana: 1,
      'kube-state-metrics': 1,
      mongodb: 1,
      prometheus: 1,
      redis: 1,
      'redis-exporter': 1,
    })
  })
})

describe('deviations', () => {
  it.each(deviations)(
    '%s, with a reason on record',
    async (...[deviation, object, path, found]) => {
      expect(valueAt(findObject(objects, object), path)).toEqual(found)
      const records = ['0016-deviations-of-the-topology.md', '0020-backups.md'].map((name) =>
        readFile(join(root, 'docs/decisions', name), 'utf8'),
      )
      expect((await Promise.all(records)).join('')).toContain(`| ${deviation} |`)
    },
  )

  it('CORS is the CDN’s own, not the ingress’s', () => {
    for (const ingress of ofKind('Ingress'))
      expect(
        valueAt(ingress, 'metadata annotations nginx.ingress.kubernetes.io/enable-cors'),
      ).toBeUndefined()
  })
})

function ofKind(...kinds: readonly string[]): KubernetesObject[] {
  return objects.filter((object) => kinds.includes(textAt(object, 'kind')))
}

function listOf(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : []
}

function podSpecs(): { name: string; spec: Value }[] {
  return ofKind('Deployment', 'StatefulSet', 'Job', 'CronJob').map((object) => {
    const at =
      textAt(object, 'kind') === 'CronJob' ? 'spec jobTemplate spec template' : 'spec template'
    return { name: textAt(object, 'metadata name'), spec: valueAt(object, `${at} spec`) ?? null }
  })
}
