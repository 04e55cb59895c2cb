/** What a load asks for. */
import { DOCUMENT_ROUTE } from './contenders/route.ts'
import { ADMIN, type CollectionData } from './data/dataset.ts'
import { documentId, documentOf, groupOf } from './data/documents.ts'
import { listPath, pageId } from './data/pages.ts'
import { type Distribution, sampleIndexes } from './data/sampling.ts'
import type { PlannedRequest } from './load/load.ts'

export interface Plan {
  readonly requests: readonly PlannedRequest[]
  readonly expected: {
    readonly status: number
    /** More or less; absent: not looked at. */
    readonly bytes?: number
  }
  /** Absent: 1. */
  readonly documentsPerRequest?: number
}

export interface AskContext {
  readonly data: CollectionData
  readonly distribution: Distribution
  /** Header fields of whoever reads. */
  readonly headers: Readonly<Record<string, string>>
}

const REQUESTS = 16_384
/** Their bodies are large. */
const WRITES = 2048
const BATCH = 50
const WRITE_SHARE = 20

const PLANS = {
  document: (context: AskContext): Plan => ({
    requests: draw(context, REQUESTS).map((place) => read(context, place)),
    expected: { status: 200, bytes: context.data.bytes },
  }),
  /** The client has the document already and says so. */
  'not-modified': (context: AskContext): Plan => ({
    requests: draw(context, REQUESTS).map((place) => {
      const { path, headers } = read(context, place)
      return { path, headers: { ...headers, 'if-none-match': context.data.etags[place] ?? '' } }
    }),
    expected: { status: 304, bytes: 0 },
  }),
  /** Documents that are not there. */
  absent: (context: AskContext): Plan => ({
    requests: draw(context, REQUESTS).map((place) => ({
      path: pathOf(context, `absent-${place}`),
      headers: context.headers,
    })),
    expected: { status: 404 },
  }),
  page: (context: AskContext): Plan => ({
    requests: groups(context).map((group) => ({
      path: `/api/v1/collections/${context.data.name}/${listPath(group)}`,
      headers: context.headers,
    })),
    expected: { status: 200 },
  }),
  /** The same bytes, of those who know no lists. */
  'page-by-id': (context: AskContext): Plan => ({
    requests: groups(context).map((group) => ({
      path: pathOf(context, pageId(group)),
      headers: context.headers,
    })),
    expected: { status: 200 },
  }),
  batch: (context: AskContext): Plan => ({
    requests: batches(context).map((ids) => ({
      method: 'POST' as const,
      path: `/api/v1/collections/${context.data.name}/batch-get`,
      headers: { authorization: ADMIN, 'content-type': 'application/json' },
      body: JSON.stringify({ ids }),
    })),
    expected: { status: 200, bytes: BATCH * context.data.bytes },
    documentsPerRequest: BATCH,
  }),
  write: (context: AskContext): Plan => ({
    requests: draw(context, WRITES).map((place) => write(context, place)),
    expected: { status: 200 },
  }),
  /** One in twenty is a write. */
  mixed: (context: AskContext): Plan => ({
    requests: draw(context, REQUESTS).map((place, turn) =>
      turn % WRITE_SHARE === WRITE_SHARE - 1 ? write(context, place) : read(context, place),
    ),
    expected: { status: 200 },
  }),
}

export type Ask = keyof typeof PLANS

export function planOf(ask: Ask, context: AskContext): Plan {
  return PLANS[ask](context)
}

function draw({ data, distribution }: AskContext, count: number): number[] {
  return sampleIndexes(distribution, { count, keys: data.indexes.length })
}

function idAt({ data }: AskContext, place: number): string {
  return documentId(data.indexes[place] ?? 0)
}

function pathOf({ data }: AskContext, id: string): string {
  return DOCUMENT_ROUTE.replace(':collection', data.name).replace(':id', id)
}

function read(context: AskContext, place: number): PlannedRequest {
  return { path: pathOf(context, idAt(context, place)), headers: context.headers }
}

/** Puts back what is there. */
function write(context: AskContext, place: number): PlannedRequest {
  const index = context.data.indexes[place] ?? 0
  const { id, ...fields } = documentOf(documentId(index), context.data.bytes, groupOf(index))
  return {
    method: 'PUT',
    path: pathOf(context, id),
    headers: { authorization: ADMIN, 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  }
}

function groups({ data, distribution }: AskContext): number[] {
  const drawn = sampleIndexes(distribution, { count: REQUESTS, keys: data.groups.length })
  return drawn.map((place) => data.groups[place] ?? 0)
}

/** No document twice. */
function batches(context: AskContext): string[][] {
  const places = draw(context, WRITES)
  const all = context.data.indexes.length
  return places.map((first) =>
    Array.from({ length: Math.min(BATCH, all) }, (_, step) =>
      idAt(context, (first + step * 7) % all),
    ),
  )
}
