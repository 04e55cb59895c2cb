/** What the running programs have of that which is asked. */
import { type Asked, metricsOf, panelExpressions, rules, selectorsOf } from './expressions.ts'
import { clusterMetrics, emptyPanels } from './not-here.ts'
import type { Prometheus } from './prometheus.ts'

/** Of metrics: what Prometheus makes itself, for every target and for alerts. */
const MADE = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped', 'ALERTS']

/** Everything that panels and rules ask for. */
export async function everythingAsked(): Promise<Asked[]> {
  return [...panelExpressions(), ...(await rules())]
}

/** Queries of panels without an answer, but for those that have a reason. */
export async function emptyPanelsOf(prometheus: Prometheus): Promise<string[]> {
  const asked = panelExpressions().filter(
    ({ expression }) => !emptyPanels.some(([part]) => expression.includes(part)),
  )
  return emptyAmong(asked, prometheus)
}

/** What rules begin with, where there is no such series: alerts are empty as a whole while all is well. */
export async function emptySelectorsOf(prometheus: Prometheus): Promise<string[]> {
  const asked = (await rules()).flatMap(({ by, expression }) =>
    selectorsOf(expression).map((selector) => ({ by, expression: selector })),
  )
  return emptyAmong(asked, prometheus)
}

async function emptyAmong(asked: readonly Asked[], prometheus: Prometheus): Promise<string[]> {
  const here = asked.filter(({ expression }) => !isOfClusterOnly(expression))
  const answers = await Promise.all(
    here.map(async ({ by, expression }) => {
      const samples = await prometheus.query(expression)
      const isThere = samples.some(({ value }) => !Number.isNaN(value))
      return isThere ? [] : [`${by}: ${expression}`]
    }),
  )
  return answers.flat()
}

function isOfClusterOnly(expression: string): boolean {
  return metricsOf(expression).some((metric) => metric in clusterMetrics)
}

/** Names of metrics: of the programs that run here, of those of a cluster, of rules, and of Prometheus. */
export async function exportedMetrics(urls: readonly string[]): Promise<Set<string>> {
  const texts = await Promise.all(urls.map(async (url) => (await fetch(url)).text()))
  const types = texts.flatMap((text) => Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm)))
  const names = types.flatMap(([, name = '', type]) =>
    type === 'histogram' || type === 'summary'
      ? [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]
      : [name],
  )
  const recorded = (await rules()).filter(({ kind }) => kind === 'record').map(({ name }) => name)
  return new Set([...names, ...recorded, ...MADE, ...Object.keys(clusterMetrics)])
}
