/** An entry of a scenario made ready: a server that runs, and requests that it answers rightly. */
import { BenchError } from './bench-errors.ts'
import { DOCUMENT_ROUTE } from './contenders/route.ts'
import { COLLECTIONS } from './data/collections.ts'
import type { Dataset } from './data/dataset.ts'
import { documentId } from './data/documents.ts'
import { sampleIndexes } from './data/sampling.ts'
import type { PlannedRequest } from './load/load.ts'
import type { Entry, Scenario } from './scenarios.ts'
import type { Contender, Contenders } from './servers/contenders.ts'

export interface Target {
  readonly title: string
  readonly isReference: boolean
  readonly server: Contender
  readonly requests: readonly PlannedRequest[]
}

const REQUESTS = 16_384
const CHECKED = 5

export async function makeTarget(
  entry: Entry,
  { scenario, contenders, dataset }: TargetContext,
): Promise<Target> {
  const server = await contenders.get(entry.contender)
  const requests = planRequests(scenario, { dataset, conditional: entry.conditional === true })
  const expected = {
    status: entry.conditional ? 304 : 200,
    bytes: entry.conditional ? 0 : COLLECTIONS[scenario.collection].bytes,
  }
  for (const request of requests.slice(0, CHECKED)) await check(server, { request, expected })
  const title = entry.note === undefined ? server.title : `${server.title}: ${entry.note}`
  return { title, isReference: entry.reference === true, server, requests }
}

export interface TargetContext {
  readonly scenario: Scenario
  readonly contenders: Contenders
  readonly dataset: Dataset
}

function planRequests(
  { collection, distribution, withKey }: Scenario,
  { dataset, conditional }: { dataset: Dataset; conditional: boolean },
): PlannedRequest[] {
  const { keys, authorization, etags } = dataset
  return sampleIndexes(distribution, { count: REQUESTS, keys }).map((index) => ({
    path: DOCUMENT_ROUTE.replace(':collection', collection).replace(':id', documentId(index)),
    headers: {
      ...(withKey ? { authorization } : {}),
      ...(conditional ? { 'if-none-match': etags[collection][index] ?? '' } : {}),
    },
  }))
}

interface Check {
  readonly request: PlannedRequest
  readonly expected: { readonly status: number; readonly bytes: number }
}

/** A server that answers with errors would seem a fast one. */
async function check({ title, origin }: Contender, { request, expected }: Check): Promise<void> {
  const answer = await fetch(origin + request.path, { headers: { ...request.headers } })
  const { byteLength } = await answer.arrayBuffer()
  if (answer.status === expected.status && isAbout(byteLength, expected.bytes)) return
  throw new BenchError(
    `Expected ${expected.status} with ${expected.bytes} bytes from ${title}, got ${answer.status} with ${byteLength}.`,
  )
}

/** What a contender sends from MongoDB itself has `_id` for `id`, and bookkeeping. */
function isAbout(bytes: number, expected: number): boolean {
  return Math.abs(bytes - expected) <= expected / 10
}
