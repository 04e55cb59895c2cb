import type { RateLimiter } from '@cstore/cache'
import type { Config } from '@cstore/config'
import type { AppDependencies } from '../app.ts'
import { USUAL_PACE } from '../plugins/pace.ts'
import { trustedProxies } from './client-address.ts'
import type { TokenOptions } from './token-verifier.ts'

/** A write takes several operations of the database, each with its own bound. */
const OPERATIONS_PER_REQUEST = 6

/**
 * What a configuration says about who may come, how often and how slowly.
 * @throws StartupError when a network of proxies is none
 */
export function accessOptions(config: Config, rates: RateLimiter): Partial<AppDependencies> {
  const { rateLimitPerMinute: perMinute, rateLimitAnonymousPerMinute: anonymousPerMinute } = config
  const { trustProxy, corsOrigins, hstsMaxAgeSeconds, maxConnections, maxTimeMs } = config
  const tokens = tokenOptions(config)
  return {
    rateLimits: { rates, perMinute, anonymousPerMinute, knowsProxies: trustProxy !== undefined },
    hstsMaxAgeSeconds,
    maxConnections,
    pace: { answerMs: Math.max(USUAL_PACE.answerMs, OPERATIONS_PER_REQUEST * maxTimeMs) },
    ...(tokens && { tokens }),
    ...(trustProxy !== undefined && { trustProxy: trustedProxies(trustProxy) }),
    ...(corsOrigins !== undefined && { corsOrigins }),
  }
}

function tokenOptions(config: Config): TokenOptions | null {
  const { jwtIssuer: issuer, jwtAudience: audience, jwtCollectionsClaim: collectionsClaim } = config
  if (issuer === undefined || audience === undefined) return null
  const jwksUrl = config.jwtJwksUrl ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`
  const tokens = { issuer, audience, jwksUrl, roleClaim: config.jwtRoleClaim }
  return collectionsClaim === undefined ? tokens : { ...tokens, collectionsClaim }
}
