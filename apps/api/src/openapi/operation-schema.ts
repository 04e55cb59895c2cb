/**
 * What a route says of itself in its `schema`. Fastify validates by it, and the description of the
 * API is made of it: what is not said there is derived from how the route is registered.
 */
import type { Readable } from 'node:stream'
import { Type, type TSchema } from 'typebox'
import type { ProblemCode } from '../problems/problem-table.ts'
import type { RequestHeader } from './request-headers.ts'
import type { HeaderUse } from './response-headers.ts'

declare module 'fastify' {
  interface FastifySchema {
    /** Not described: pages, preflights, what is not for clients. */
    hide?: boolean
    /** Every route that is described needs one. */
    operationId?: string
    tags?: readonly Tag[]
    summary?: string
    /** Markdown. */
    description?: string
    /** Fields that the handler looks at by itself. */
    requestHeaders?: readonly RequestHeader[]
    /** A body that the handler reads as it arrives. */
    stream?: StreamedBody
    /** Those of this operation alone: what all of its kind can answer is added. */
    problems?: readonly ProblemCode[]
    /** Fields of problems, by status or for all. */
    problemHeaders?: ProblemHeaders
  }
}

export type Tag = 'collections' | 'documents' | 'lists' | 'bulk' | 'changes' | 'keys' | 'health'

type ProblemHeaders = Readonly<Partial<Record<number | 'all', readonly HeaderUse[]>>>

interface StreamedBody {
  readonly mediaType: string
  readonly description: string
  readonly example: string
}

interface Shown {
  /** What the answer means. */
  readonly description: string
  readonly headers?: readonly HeaderUse[]
}

interface ShownBody extends Shown {
  /** As it really comes. */
  readonly example: unknown
}

/** An answer of JSON. */
export function json<T extends TSchema>(
  schema: T,
  { description, headers = [], example }: ShownBody,
) {
  return { description, headers, content: { 'application/json': { schema, example } } }
}

/** An answer that is read as it arrives. @param part of it: an event, or all the text */
export function stream(
  mediaType: string,
  part: TSchema,
  { description, headers = [], example }: ShownBody,
) {
  const schema = Type.Unsafe<Readable>({ ...part })
  return { description, headers, content: { [mediaType]: { schema, example } } }
}

/** An answer without a body. */
export function empty({ description, headers = [] }: Shown) {
  // No schema, so that nothing is allowed: `null` would be a body, of four bytes.
  return Object.assign(Type.Unsafe<undefined>({ description }), { headers })
}
