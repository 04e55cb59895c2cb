import { script } from './scripts.ts'

/**
 * The steps of cached lists as Lua. Every collection has one generation and one set of writers;
 * all keys of a call share the hash tag of the collection.
 */

const DROP_EXPIRED_WRITERS = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
`

/**
 * A generation that is missing stays missing: no page counts then and no fill is taken. INCR
 * alone would begin at 1, and pages of long ago would count again.
 */
const MOVE_ON = `
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('INCR', KEYS[1]) end
return 1
`

/** KEYS generation writers · ARGV generationMs · nil while a write is under way */
export const beginPageScript = script(`${DROP_EXPIRED_WRITERS}
if redis.call('ZCARD', KEYS[2]) > 0 then return false end
local generation = redis.call('GET', KEYS[1])
-- Microseconds are ahead of any earlier generation that was counted up from them.
if not generation then generation = string.format('%.0f', time[1] * 1000000 + time[2]) end
redis.call('SET', KEYS[1], generation, 'PX', ARGV[1])
return generation
`)

/** KEYS generation page · ARGV generation value ttlMs */
export const fillPageScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1
`)

/** KEYS generation writers · ARGV token expiryMs */
export const beginListWriteScript = script(`${DROP_EXPIRED_WRITERS}
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
-- The set must outlive every writer in it, also one with a longer expiry than this.
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
${MOVE_ON}`)

/** KEYS generation writers · ARGV token */
export const endListWriteScript = script(`
redis.call('ZREM', KEYS[2], ARGV[1])
${MOVE_ON}`)
