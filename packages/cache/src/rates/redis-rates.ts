import { createHash } from 'node:crypto'
import { keyPrefix } from '../cache-key.ts'
import type { RedisLink } from '../tiers/redis/redis-link.ts'
import { runScript } from '../tiers/redis/run-script.ts'
import { script } from '../tiers/redis/scripts.ts'
import type { Quota, RateDecision, RateLimiter } from './rate-limiter.ts'

/**
 * `takeOne` with the clock of Redis, in microseconds. Fractions are kept in the value, integers
 * are all that an answer can hold.
 *
 * KEYS fullAt · ARGV limit windowMs · answer allowed remaining resetMs retryAfterMs
 */
const takeScript = script(`
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limit = tonumber(ARGV[1])
local window = ARGV[2] * 1000
local one = window / limit
local fullAt = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local excess = fullAt + one - now - window
if excess > 0.5 then
  return {0, 0, math.ceil((fullAt - now) / 1000), math.ceil(excess / 1000)}
end
fullAt = fullAt + one
redis.call('SET', KEYS[1], string.format('%.3f', fullAt), 'PX', math.ceil((fullAt - now) / 1000))
local remaining = math.floor((window - (fullAt - now)) / one + 0.001)
return {1, remaining, math.ceil((fullAt - now) / 1000), 0}
`)

const ANSWER_LENGTH = 4

export interface RedisRatesOptions {
  readonly link: RedisLink
  /** Null while Redis is not to be asked. */
  readonly identity: () => string | null
  readonly namespace: string
  /** Decides while Redis is away: then each process has a quota of its own. */
  readonly local: RateLimiter
}

/** Limits that all processes share. */
export class RedisRates implements RateLimiter {
  readonly #options: RedisRatesOptions

  constructor(options: RedisRatesOptions) {
    this.#options = options
  }

  async take(subject: string, quota: Quota): Promise<RateDecision> {
    const { link, identity, local } = this.#options
    if (identity() === null) return local.take(subject, quota)
    const key = this.#key(subject)
    try {
      const args = [quota.limit, quota.windowMs]
      return decision(await runScript(link.nodeOf(key), takeScript, { keys: [key], args }))
    } catch {
      return local.take(subject, quota)
    }
  }

  /** A digest: a subject may be longer than a key should be, and hold anything. */
  #key(subject: string): string {
    const digest = createHash('sha256').update(subject).digest('base64url').slice(0, 22)
    return `${keyPrefix(this.#options.namespace)}.rate:${digest}}`
  }
}

function decision(answer: unknown): RateDecision {
  const numbers = Array.isArray(answer) ? answer.map(Number) : []
  const [allowed = 0, remaining = 0, resetMs = 0, retryAfterMs = 0] = numbers
  if (numbers.length !== ANSWER_LENGTH) throw new TypeError('Redis answered with something else.')
  return { allowed: allowed === 1, remaining, resetMs, retryAfterMs }
}
