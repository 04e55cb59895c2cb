/** Every route of the API, and the column of the access table that says who may call it. */
import type { AppRoute } from '../routes-of.ts'
import type { TestRequest } from '../start-api.ts'
import { NDJSON, patch } from '../wrong-input/row.ts'

/**
 * `read`, `write` and `admin` are rights in a collection, `list`, `figures` and `keys` rights of
 * their own.
 * `open` routes ask nothing, not even whether a key is good.
 */
export type Right = 'open' | 'list' | 'figures' | 'keys' | 'read' | 'write' | 'admin'

export interface RouteRow {
  readonly methods: readonly string[]
  readonly url: string
  readonly right: Right
  /** To those who may. */
  readonly status: number
  /** The same without the collection. */
  readonly absentStatus: number
  readonly request: TestRequest
}

const READ = 'GET HEAD'
const C = '/api/v1/collections/:collection'
const D = `${C}/documents`
const ONE = `${D}/:id`

export const ROUTES: readonly RouteRow[] = [
  row('open', `${READ} /metrics`),
  row('open', `${READ} /api/health`),
  row('open', `${READ} /api/health/live`),
  row('open', `${READ} /api/health/ready`),
  row('open', `${READ} /api/docs`),
  row('open', `${READ} /api/docs/errors`),
  row('open', `${READ} /api/docs/page.css`),
  row('open', `${READ} /api/docs/start.js`),
  row('open', `${READ} /api/docs/swagger-ui-bundle.js`),
  row('open', `${READ} /api/docs/swagger-ui.css`),
  row('open', `${READ} /api/v1/openapi.json`),

  row('list', `${READ} /api/v1/collections`),
  row('list', `${READ} /api/v1/access`),
  row('figures', `${READ} /api/v1/stats`),
  row('keys', `${READ} /api/v1/keys`),
  row('keys', `POST /api/v1/keys`, { status: 201, body: { name: 'x', role: 'reader' } }),
  row('keys', `DELETE /api/v1/keys/:id`, { status: 204 }),
  row('keys', `POST /api/v1/keys/:id/rotate`),

  row('read', `${READ} ${C}`),
  row('admin', `PUT ${C}`, { body: {}, absentStatus: 201 }),
  row('admin', `DELETE ${C}`, { status: 204 }),
  row('admin', `POST ${C}/validate`, { body: { schema: {} } }),
  row('write', `POST ${C}/purge`, { status: 204 }),
  row('write', `POST ${C}/import`, { body: '{}', headers: NDJSON }),
  row('read', `${READ} ${C}/export`),
  row('read', `GET ${C}/changes`),
  row('read', `POST ${C}/query`, { body: {} }),
  row('read', `POST ${C}/batch-get`, { body: { ids: ['there'] } }),
  row('read', `${READ} ${D}`),
  row('write', `POST ${D}`, { status: 201, body: {} }),
  row('read', `${READ} ${ONE}`),
  row('write', `PUT ${ONE}`, { body: {} }),
  row('write', `PATCH ${ONE}`, patch({})),
  row('write', `DELETE ${ONE}`, { status: 204 }),
  row('write', `POST ${ONE}/purge`, { status: 204 }),
]

type RowParts = TestRequest & { readonly status?: number; readonly absentStatus?: number }

/** `route`: its methods, then its address. */
function row(right: Right, route: string, parts: RowParts = {}): RouteRow {
  const { status = 200, absentStatus = 404, ...request } = parts
  const [url = '', ...methods] = route.split(' ').toReversed()
  return { right, url, methods, status, absentStatus, request }
}

/** What the table says of a route: `405` stands for methods that an address does not take. */
export function rowOf({ method, url }: AppRoute): RouteRow | '405' | 'options' | undefined {
  const rows = ROUTES.filter((one) => one.url === url)
  if (rows.length === 0) return undefined
  return (
    rows.find(({ methods }) => methods.includes(method)) ??
    (method === 'OPTIONS' ? 'options' : '405')
  )
}
