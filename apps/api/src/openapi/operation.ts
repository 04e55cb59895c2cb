import type { Role } from '@cstore/contracts'
import type { FastifyInstance, FastifySchema } from 'fastify'

/** A route that is described, by one of its methods. */
export interface Operation {
  readonly method: string
  /** With `:name` for what varies. */
  readonly url: string
  readonly access: Role | 'open'
  /** Everybody with the role may call it, and sees only what the key is for. */
  readonly narrowed: boolean
  readonly schema: FastifySchema
}

/**
 * Collects the routes as they are registered. One that neither says what it is nor that it is
 * hidden fails at start-up, so that none is forgotten.
 */
export function collectOperations(app: FastifyInstance): readonly Operation[] {
  const operations: Operation[] = []
  app.addHook('onRoute', ({ method, url, schema, config }) => {
    // Fastify adds those to every GET: they answer the same without a body.
    if (method === 'HEAD' || schema?.hide) return
    if (!schema?.operationId) throw new Error(`${String(method)} ${url} is not described`)
    const { access = 'open', narrowed = false } = config ?? {}
    for (const one of [method].flat()) {
      operations.push({ method: one, url, access, narrowed, schema: { ...schema } })
    }
  })
  return operations
}

export function isBelowCollection({ url }: Operation): boolean {
  return url.includes('/:collection')
}
