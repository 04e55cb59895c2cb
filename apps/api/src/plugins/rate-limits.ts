/**
 * Requests a minute for each key, and for each address of those who have none. A request without a
 * key is counted before anything is done for it, one with a key when it is known whose it is, and
 * one that is refused for its key when it is: then guessing is what costs, not the good keys behind
 * the same address. Answers tell as in draft-ietf-httpapi-ratelimit-headers-10.
 */
import type { Quota, RateDecision, RateLimiter } from '@cstore/cache'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { clientNetwork } from '../access/client-address.ts'
import { ANONYMOUS, type Principal } from '../access/principal.ts'
import { ApiError } from '../problems/api-errors.ts'
import { toProblem } from '../problems/to-problem.ts'

export interface RateLimits {
  readonly rates: RateLimiter
  /** For each key; 0: no limit. */
  readonly perMinute: number
  /** For each address; 0: no limit. */
  readonly anonymousPerMinute: number
  /** Whether `X-Forwarded-For` of some is believed. */
  readonly knowsProxies: boolean
}

interface Policy extends Quota {
  /** As answers name it. */
  readonly name: 'key' | 'address'
}

const WINDOW_MS = 60_000

/** Around the hooks of access: `before` and `after` are registered on either side of them. */
export function rateLimits(limits: RateLimits) {
  const byKey = policy('key', limits.perMinute)
  const byAddress = policy('address', limits.anonymousPerMinute)
  const count = (subject: string, by: Policy): Promise<RateDecision> =>
    limits.rates.take(`${by.name}:${subject}`, by)

  return {
    before: (app: FastifyInstance): void => {
      if (byAddress || byKey) app.addHook('onSend', countRefusal)
      if (!byAddress) return
      app.addHook('onRequest', async (request, reply) => {
        if (isExempt(request) || request.headers.authorization !== undefined) return
        // The log asks for it, also when nobody gets as far as the hooks of access.
        request.principal = ANONYMOUS
        refuseIfUsedUp(reply, byAddress, await count(clientNetwork(request.ip), byAddress))
      })
      if (!limits.knowsProxies) warnOfProxies(app)
    },
    after: (app: FastifyInstance): void => {
      if (!byKey) return
      app.addHook('onRequest', async (request, reply) => {
        if (isExempt(request) || request.principal.role === 'anonymous') return
        refuseIfUsedUp(reply, byKey, await count(request.principal.id, byKey))
      })
    },
    /** Whether requests of theirs have a quota. */
    isCounted: ({ role }: Principal): boolean =>
      (role === 'anonymous' ? byAddress : byKey) !== null,
  }

  /** Whoever is refused for the key they sent has not been counted: by then the hooks are over. */
  async function countRefusal(request: FastifyRequest, reply: FastifyReply, payload: unknown) {
    const isRefused = reply.statusCode === 401 || reply.statusCode === 403
    if (!isRefused || request.headers.authorization === undefined) return payload
    const isKnown = request.principal.role !== 'anonymous'
    const by = isKnown ? byKey : byAddress
    if (!by) return payload
    const decision = await count(isKnown ? request.principal.id : clientNetwork(request.ip), by)
    // A wrong key is told nothing of those who share its address.
    if (isKnown || !decision.allowed) tell(reply, by, decision)
    return decision.allowed ? payload : refusedInstead(request, reply, usedUp(by.name, decision))
  }
}

function refusedInstead(request: FastifyRequest, reply: FastifyReply, refusal: ApiError): string {
  const { problem, headers } = toProblem(refusal, request.id)
  reply.removeHeader('www-authenticate').code(problem.status).headers(headers)
  return JSON.stringify(problem)
}

function policy(name: Policy['name'], limit: number): Policy | null {
  return limit === 0 ? null : { name, limit, windowMs: WINDOW_MS }
}

/** Health, metrics, documentation, and what is no route at all: nothing is asked for them. */
function isExempt({ routeOptions }: FastifyRequest): boolean {
  return (routeOptions.config.access ?? 'open') === 'open'
}

function refuseIfUsedUp(reply: FastifyReply, by: Policy, decision: RateDecision): void {
  tell(reply, by, decision)
  if (!decision.allowed) throw usedUp(by.name, decision)
}

function tell(reply: FastifyReply, by: Policy, { remaining, resetMs }: RateDecision): void {
  reply
    .header('ratelimit-policy', `"${by.name}";q=${by.limit};w=${WINDOW_MS / 1000}`)
    .header('ratelimit', `"${by.name}";r=${remaining};t=${seconds(resetMs)}`)
}

function usedUp(name: Policy['name'], { retryAfterMs }: RateDecision): ApiError {
  const whose = name === 'key' ? 'This key' : 'This address'
  const wait = Math.max(1, seconds(retryAfterMs))
  return new ApiError(
    'CSTORE_RATE_LIMITED',
    `${whose} has used up its quota. Try again in ${wait} s.`,
    { headers: { 'retry-after': `${wait}` } },
  )
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000)
}

/** All clients of a proxy that is not known to be one share its address, and so its quota. */
function warnOfProxies(app: FastifyInstance): void {
  let warned = false
  app.addHook('onRequest', (request, _reply, done) => {
    if (!warned && request.headers['x-forwarded-for'] !== undefined) {
      warned = true
      request.log.warn(
        'requests come through a proxy, but CSTORE_TRUST_PROXY is not set: its clients share one rate limit',
      )
    }
    done()
  })
}
