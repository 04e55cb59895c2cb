/** What is asked of Prometheus: by panels, by recording rules and by alerts. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parser } from '@prometheus-io/lezer-promql'
import { dashboards } from '@cstore/dashboards'
import { isList, parseObject, textAt, type Value, valueAt } from '../../src/kubernetes-object.ts'

export interface Asked {
  /** Whose it is, for a person. */
  readonly by: string
  readonly expression: string
}

export interface Rule extends Asked {
  readonly kind: 'alert' | 'record'
  readonly name: string
  readonly rule: Value
}

const rulesFolder = join(import.meta.dirname, '..', '..', 'base', 'prometheus', 'rules')

/** As Grafana would ask, with everything chosen and over a quarter of an hour. */
export function panelExpressions(): Asked[] {
  return dashboards.flatMap(({ title: dashboard = '', panels = [] }) =>
    panels
      .flatMap((panel) => ('panels' in panel ? panel.panels : [panel]))
      .flatMap(({ title = '', targets = [] }) =>
        targets.map((target) => ({
          by: `${dashboard}: ${title}`,
          expression: asGrafana(String(Object(target).expr)),
        })),
      ),
  )
}

function asGrafana(expression: string): string {
  return expression
    .replaceAll('$__rate_interval', '15m')
    .replaceAll('$pod', '.*')
    .replaceAll('$instance', '.*')
}

export async function rules(): Promise<Rule[]> {
  const files = await Promise.all(
    ['recording.yaml', 'alerts.yaml'].map((name) => readFile(join(rulesFolder, name), 'utf8')),
  )
  return files
    .flatMap((file) => listAt(parseObject(file), 'groups'))
    .flatMap((group) => listAt(group, 'rules'))
    .map((rule) => {
      const kind = valueAt(rule, 'alert') === undefined ? 'record' : 'alert'
      const name = textAt(rule, kind)
      return { kind, name, rule, by: `${kind} ${name}`, expression: textAt(rule, 'expr') }
    })
}

function listAt(value: Value, path: string): readonly Value[] {
  const found = valueAt(value, path)
  return isList(found) ? found : []
}

/** The series that an expression begins with, each as it is selected there. */
export function selectorsOf(expression: string): string[] {
  return nodesOf(expression, 'VectorSelector')
}

/** @throws Error when it is no PromQL */
export function metricsOf(expression: string): string[] {
  return selectorsOf(expression).flatMap((selector) => nodesOf(selector, 'Identifier').slice(0, 1))
}

function nodesOf(expression: string, kind: string): string[] {
  const found = new Set<string>()
  parser.parse(expression).iterate({
    enter: ({ name, from, to, type }) => {
      if (type.isError) throw new Error(`Expected PromQL, got ${expression}`)
      if (name === kind) found.add(expression.slice(from, to))
    },
  })
  return [...found]
}
