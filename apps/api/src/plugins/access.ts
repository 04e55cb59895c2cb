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
    /**
     * Decides once more, for answers that take long. @throws ApiError as for a new request
     */
    authorizeAgain: () => Promise<void>
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
  app.decorateRequest('authorizeAgain', async function again(this: FastifyRequest) {
    const access = this.routeOptions.config.access ?? 'open'
    if (access !== 'open') await decide(this, access, dependencies)
  })
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!config?.access) throw new Error(`${String(method)} ${url} does not say who may call it`)
  })
  // Without a promise where nothing need be awaited: this is the path of every cached read.
  app.addHook('onRequest', (request, _reply, done) => {
    request.principal = ANONYMOUS
    const access = request.routeOptions.config.access ?? 'open'
    if (access === 'open') return done()
    const deciding = decide(request, access, dependencies)
    if (deciding) void settle(deciding, done)
    else done()
  })
}

async function settle(deciding: Promise<void>, done: (error?: Error) => void): Promise<void> {
  try {
    await deciding
  } catch (error) {
    return done(error instanceof Error ? error : new Error(String(error)))
  }
  done()
}

/** @returns a promise only if somebody has to be asked. @throws ApiError, or rejects with it. */
function decide(
  request: FastifyRequest,
  role: Role,
  dependencies: AccessDependencies,
): Promise<void> | undefined {
  const found = dependencies.authenticator.authenticate(request.headers.authorization)
  if (!(found instanceof Promise))
    return authorize(request, { role, principal: found }, dependencies)
  return found.then((principal) => authorize(request, { role, principal }, dependencies))
}

function authorize(
  request: FastifyRequest,
  { role, principal }: { role: Role; principal: Principal },
  { collections }: AccessDependencies,
): Promise<void> | undefined {
  request.principal = principal
  const collection = collectionOf(request)
  const { narrowed } = request.routeOptions.config
  const { collections: _, ...everywhere } = principal
  if (mayAct(narrowed ? everywhere : principal, role, collection)) return undefined
  // Made only when needed: an error costs more than the rest of a cached read.
  const refusal = () => (principal === ANONYMOUS ? keyMissing() : denied(role, collection))
  if (role !== 'reader' || collection === undefined) throw refusal()
  // What everybody may read, a key for something else may read as well.
  const known = collections.peek(collection)
  if (known?.settings.publicRead) return undefined
  return collections.findAnew(collection).then((found) => requirePublic(found, refusal))
}

function requirePublic(
  collection: StoredCollection | undefined,
  refusal: () => ApiError,
): undefined {
  if (collection?.settings.publicRead !== true) throw refusal()
}

function collectionOf({ params }: FastifyRequest): string | undefined {
  const isRecord = typeof params === 'object' && params !== null && 'collection' in params
  return isRecord && typeof params.collection === 'string' ? params.collection : undefined
}

function denied(role: Role, collection: string | undefined): ApiError {
  const where = collection === undefined ? '' : ' in this collection'
  return new ApiError('CSTORE_ACCESS_DENIED', `This needs a key with the role ${role}${where}.`)
}
