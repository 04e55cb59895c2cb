import { createHash } from 'node:crypto'

/**
 * The protocol's steps as Lua. Times come from Redis alone, so the clocks of the processes
 * do not matter. Every key is declared and all keys of a call share a hash tag.
 */
export interface RedisScript {
  readonly source: string
  readonly sha1: string
}

export const script = (source: string): RedisScript => ({
  source,
  sha1: createHash('sha1').update(source).digest('hex'),
})

/** First element of `acquire`'s answer. */
export const ACQUIRED = { hit: 0, fill: 1, wait: 2, writing: 3 } as const

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`

const DROP_EXPIRED_WRITERS = `${NOW}
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
`

/** KEYS value lease writers · ARGV token leaseMs refresh(0|1) */
export const acquireScript = script(`${DROP_EXPIRED_WRITERS}
if redis.call('ZCARD', KEYS[3]) > 0 then return {3} end
if ARGV[3] == '0' then
  local value = redis.call('GET', KEYS[1])
  if value then return {0, value} end
end
-- One's own lease found again is a win: the command was sent twice.
local holder = redis.call('GET', KEYS[2])
if holder and holder ~= ARGV[1] then return {2} end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
return {1}
`)

/** KEYS value lease · ARGV token value ttlMs */
export const fillScript = script(`
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('DEL', KEYS[2])
return 1
`)

/** KEYS lease · ARGV token */
export const releaseScript = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`)

/** KEYS value lease writers, for each document · ARGV token expiryMs */
export const beginWriteScript = script(`${NOW}
local expiryMs = tonumber(ARGV[2])
for at = 1, #KEYS, 3 do
  local value, lease, writers = KEYS[at], KEYS[at + 1], KEYS[at + 2]
  redis.call('ZREMRANGEBYSCORE', writers, '-inf', now)
  redis.call('ZADD', writers, now + expiryMs, ARGV[1])
  -- The set must outlive every writer in it, also one with a longer expiry than this.
  if redis.call('PTTL', writers) < expiryMs then redis.call('PEXPIRE', writers, ARGV[2]) end
  redis.call('DEL', value, lease)
end
return 1
`)

/** KEYS value lease writers, for each document · ARGV token */
export const endWriteScript = script(`
for at = 1, #KEYS, 3 do
  local value, lease, writers = KEYS[at], KEYS[at + 1], KEYS[at + 2]
  redis.call('ZREM', writers, ARGV[1])
  redis.call('DEL', value, lease)
end
return 1
`)
