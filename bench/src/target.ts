/** An entry of a scenario made ready: a server that runs, and requests that it answers rightly. */
import { planOf, type Plan } from './asks.ts'
import { BenchError } from './bench-errors.ts'
import type { Dataset } from './data/dataset.ts'
import type { PlannedRequest } from './load/load.ts'
import type { Entry, Scenario } from './scenarios/scenario.ts'
import type { Contender } from './servers/contender.ts'
import type { Contenders } from './servers/contenders.ts'

export interface Target extends Plan {
  /** Names it among those of its scenario. */
  readonly key: string
  readonly title: string
  readonly isReference: boolean
  readonly server: Contender
}

export interface TargetContext {
  readonly scenario: Scenario
  readonly contenders: Contenders
  readonly dataset: Dataset
}

const CHECKED = 5

export async function makeTarget(
  entry: Entry,
  { scenario, contenders, dataset }: TargetContext,
): Promise<Target> {
  const server = await contenders.get(entry.contender)
  const data = await dataset.get(entry.collection ?? scenario.collection)
  await server.prepare?.(data)
  const ask = entry.ask ?? scenario.ask ?? 'document'
  const headers = scenario.withKey ? { authorization: await dataset.authorization() } : {}
  const plan = planOf(ask, { data, distribution: scenario.distribution, headers })
  const requests = plan.requests.map((request) => server.translate?.(request) ?? request)
  for (const request of requests.slice(0, CHECKED)) await check(server, request, plan)
  return {
    ...plan,
    requests,
    key: [entry.contender, ...[entry.ask ?? []].flat(), ...[entry.collection ?? []].flat()].join(
      ' ',
    ),
    title: entry.note === undefined ? server.title : `${server.title}: ${entry.note}`,
    isReference: entry.reference === true,
    server,
  }
}

/** A server that answers with errors would seem a fast one. */
async function check(
  server: Contender,
  request: PlannedRequest,
  { expected }: Plan,
): Promise<void> {
  const { method = 'GET', path, headers, body = null } = request
  const answer = await fetch(server.origin + path, { method, headers: { ...headers }, body })
  const { byteLength } = await answer.arrayBuffer()
  const { bytes = byteLength } = expected
  if (answer.status === expected.status && isAbout(byteLength, bytes)) return
  throw new BenchError(
    `Expected ${expected.status} with ${bytes} bytes from ${server.title} to ${method} ${path}, got ${answer.status} with ${byteLength}.`,
  )
}

/** Others wrap documents otherwise. */
function isAbout(bytes: number, expected: number): boolean {
  return Math.abs(bytes - expected) <= expected / 10
}
