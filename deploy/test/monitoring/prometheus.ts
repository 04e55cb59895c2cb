/**
 * Prometheus with the configuration and the rules that are shipped. Replaced is only what needs a
 * cluster or hours: pods are named instead of discovered, with the labels that discovery would give
 * them, so that the relabelling is the shipped one; what is asked of nodes and of other namespaces has
 * no targets; every 15 s and every 5 minutes become 1 s, and an alert waits for its cause for 1 s.
 */
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findOnPath, onFreePort, startServerProcess } from '@cstore/testing/standalone'
import { dump } from 'js-yaml'
import type { DeployCopy } from '../../src/deploy-copy.ts'
import { isList, parseObject, textAt, type Value, valueAt } from '../../src/kubernetes-object.ts'
import { missing } from '../missing.ts'

export interface Pod {
  /** As `app.kubernetes.io/name` says. */
  readonly app: string
  readonly name: string
  readonly port: number
  /** As the annotation says. */
  readonly path: string
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: number
}

export interface Prometheus {
  readonly url: string
  /** What an expression is worth now. */
  query(expression: string): Promise<Sample[]>
  /** Names of the alerts that fire. */
  firing(): Promise<string[]>
  targets(): Promise<Target[]>
  stop(): Promise<void>
}

interface Target {
  readonly job: string
  readonly pod: string
  readonly health: string
  readonly lastError: string
}

const requestTimeoutMs = 5000

/** Without Prometheus the test that asks is skipped, or fails if services are required. */
export async function startPrometheus(copy: DeployCopy, pods: readonly Pod[]): Promise<Prometheus> {
  const command = await findOnPath('prometheus')
  if (command === null) missing('prometheus on the PATH')
  const folder = join(copy.folder, 'prometheus')
  await mkdir(folder, { recursive: true })
  const { port, server } = await onFreePort(async (free) => {
    await writeConfiguration(folder, { copy, pods, port: free })
    const args = [
      `--config.file=${folder}/prometheus.yaml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${free}`,
    ]
    return {
      port: free,
      server: await startServerProcess({ command, args, ready: /Server is ready to receive/ }),
    }
  })
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    query: async (expression) => samplesIn(await ask(url, `query?${parameters(expression)}`)),
    firing: async () => firingIn(await ask(url, 'alerts')),
    targets: async () => targetsIn(await ask(url, 'targets?state=active')),
    stop: () => server.end(),
  }
}

function parameters(query: string): string {
  return new URLSearchParams({ query }).toString()
}

async function ask(url: string, what: string): Promise<Value> {
  const response = await fetch(`${url}/api/v1/${what}`, {
    signal: AbortSignal.timeout(requestTimeoutMs),
  })
  const answer = parseObject(await response.text())
  if (!response.ok) throw new Error(`${what}: ${textAt(answer, 'error')}`)
  return answer['data'] ?? null
}

function listAt(value: Value, path: string): readonly Value[] {
  const found = valueAt(value, path)
  return isList(found) ? found : []
}

/** Scalars have a value and no labels. */
function samplesIn(data: Value): Sample[] {
  if (textAt(data, 'resultType') === 'scalar')
    return [{ metric: {}, value: Number(textAt(data, 'result 1')) }]
  return listAt(data, 'result').map((one) => ({
    metric: Object(valueAt(one, 'metric')),
    value: Number(textAt(one, 'value 1')),
  }))
}

function firingIn(data: Value): string[] {
  return listAt(data, 'alerts')
    .filter((alert) => textAt(alert, 'state') === 'firing')
    .map((alert) => textAt(alert, 'labels alertname'))
}

function targetsIn(data: Value): Target[] {
  return listAt(data, 'activeTargets').map((target) => ({
    job: textAt(target, 'labels job'),
    pod: textAt(target, 'labels pod'),
    health: textAt(target, 'health'),
    lastError: textAt(target, 'lastError'),
  }))
}

interface Places {
  readonly copy: DeployCopy
  readonly pods: readonly Pod[]
  readonly port: number
}

async function writeConfiguration(folder: string, { copy, pods, port }: Places): Promise<void> {
  const shipped = join(copy.folder, 'base', 'prometheus')
  const configuration = parseObject(await readFile(join(shipped, 'prometheus.yaml'), 'utf8'))
  const jobs = listAt(configuration, 'scrape_configs').map((job) =>
    withTargets(job, { pods, port }),
  )
  const global = { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' }
  await writeFile(
    join(folder, 'prometheus.yaml'),
    dump({ ...configuration, global, scrape_configs: jobs }),
  )
  await cp(join(shipped, 'rules'), join(folder, 'rules'), { recursive: true })
  for (const name of ['recording.yaml', 'alerts.yaml']) {
    const file = join(folder, 'rules', name)
    const rules = await readFile(file, 'utf8')
    await writeFile(
      file,
      rules.replaceAll(/^( +for:) .*$/gm, '$1 1s').replaceAll(/^( +interval:) .*$/gm, '$1 1s'),
    )
  }
}

function withTargets(job: Value, { pods, port }: Omit<Places, 'copy'>): Value {
  const { kubernetes_sd_configs: _, authorization: __, tls_config: ___, ...rest } = Object(job)
  switch (textAt(job, 'job_name')) {
    case 'prometheus':
      return { ...rest, static_configs: [{ targets: [`127.0.0.1:${port}`] }] }
    case 'pods':
      return { ...rest, static_configs: pods.map(discovered) }
    default:
      return { ...rest, static_configs: [] }
  }
}

/** What discovery says of a pod. */
function discovered({ app, name, port, path }: Pod): Value {
  const meta = '__meta_kubernetes'
  return {
    targets: [`127.0.0.1:${port}`],
    labels: {
      [`${meta}_namespace`]: 'cstore',
      [`${meta}_pod_name`]: name,
      [`${meta}_pod_node_name`]: 'this-machine',
      [`${meta}_pod_phase`]: 'Running',
      [`${meta}_pod_container_port_number`]: String(port),
      [`${meta}_pod_label_app_kubernetes_io_name`]: app,
      [`${meta}_pod_annotation_prometheus_io_scrape`]: 'true',
      [`${meta}_pod_annotation_prometheus_io_port`]: String(port),
      [`${meta}_pod_annotation_prometheus_io_path`]: path,
    },
  }
}
