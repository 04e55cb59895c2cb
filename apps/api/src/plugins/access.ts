import type { Role } from '@cstore/contracts'
import type { StoredCollection } from '@cstore/store'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { keyMissing, type Authenticator } from '../access/authenticator.ts'
import { ANONYMOUS, mayAct, type Principal } from '../access/principal.ts'
import { ApiError } from '../problems/api-errors.ts'
import type { PolledView } from '../views/polled-view.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least role that may call a route; `open` asks nothing. Every route must say. */
    access?: Role | 'open'
    /** The handler itself keeps to the collections that the principal may see. */
    narrowed?: boolean
  }
  interface FastifyRequest {
    principal: Principal
  }
}

export interface AccessDependencies {
  readonly authenticator: Authenticator
  readonly collections: PolledView<StoredCollection>
}

/**
 * Decides before a body is read who may call a route. A route that does not say whom it is
 * for fails at start-up, so that none is open by oversight.
 */
export function registerAccess(app: FastifyInstance, dependencies: AccessDependencies): void {
  app.decorateRequest('principal')
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!config?.access) throw new Error(`${String(method)} ${url} does not say who may call it`)
  })
  app.addHook('onRequest', async (request) => {
    request.principal = ANONYMOUS
    const access = request.routeOptions.config.access ?? 'open'
    if (access === 'open') return
    request.principal = await dependencies.authenticator.authenticate(request.headers.authorization)
    await authorize(request, access, dependencies)
  })
}

async function authorize(
  request: FastifyRequest,
  role: Role,
  { collections }: AccessDependencies,
): Promise<void> {
  const collection = collectionOf(request)
  const { narrowed } = request.routeOptions.config
  const { collections: _, ...everywhere } = request.principal
  if (mayAct(narrowed ? everywhere : request.principal, role, collection)) return
  if (request.principal !== ANONYMOUS) throw denied(role, collection)
  const isPublic =
    role === 'reader' &&
    collection !== undefined &&
    (await collections.find(collection))?.settings.publicRead === true
  if (!isPublic) throw keyMissing()
}

function collectionOf({ params }: FastifyRequest): string | undefined {
  const isRecord = typeof params === 'object' && params !== null && 'collection' in params
  return isRecord && typeof params.collection === 'string' ? params.collection : undefined
}

function denied(role: Role, collection: string | undefined): ApiError {
  const where = collection === undefined ? '' : ' in this collection'
  return new ApiError('CSTORE_ACCESS_DENIED', `This needs a key with the role ${role}${where}.`)
}
