import { script } from '../tiers/redis/scripts.ts'

/**
 * The steps of the log as Lua, over three keys that share a hash tag:
 *   log   stream of entries; there is always at least one
 *   open  hash: `t:<token>` the documents of a write under way, `d:<document>` who overlaps on it
 *   due   sorted set: token → when it counts as unknown
 * They live and die together: when one is missing (evicted, expired, lost) all begin anew with a
 * `start`, so no cursor from before is found. Writes that were under way then are in no log: the
 * token '' stands for them and becomes a `reset` once they must be over.
 *
 * First ARGV of all: writerMs lateMs maxEntries keepMs.
 */
const COMMON = `
local log, open, due = KEYS[1], KEYS[2], KEYS[3]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('EXISTS', log, open, due) < 3 then
  redis.call('DEL', log, open, due)
  redis.call('XADD', log, '*', 'o', 'start')
  redis.call('HSET', open, '', '')
  redis.call('ZADD', due, 'inf', '!', now + ARGV[1] + ARGV[2], '')
end
if redis.call('PTTL', log) < ARGV[4] / 2 then
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[4]) end
end

local function add(...) redis.call('XADD', log, 'MAXLEN', '~', ARGV[3], '*', ...) end

local function enter(document)
  local found = redis.call('HGET', open, 'd:' .. document)
  if not found then return redis.call('HSET', open, 'd:' .. document, '1') end
  local overlap = found == '1' and { n = 1, m = false, c = -1, v = -1 } or cjson.decode(found)
  overlap.n = overlap.n + 1
  redis.call('HSET', open, 'd:' .. document, cjson.encode(overlap))
end

-- As in overlap.ts: how an ended write may be told, '' for not at all.
local function leave(document, op, created, version)
  local found = redis.call('HGET', open, 'd:' .. document)
  if not found or found == '1' then
    redis.call('HDEL', open, 'd:' .. document)
    return op
  end
  local overlap = cjson.decode(found)
  overlap.n = overlap.n - 1
  if op == 'delete' or op == 'unknown' then overlap.m = true end
  if op ~= '' then
    local newer = created > overlap.c or (created == overlap.c and version > overlap.v)
    if overlap.m or not newer then op = 'unknown'
    else overlap.c, overlap.v = created, version end
  end
  if overlap.n < 1 then redis.call('HDEL', open, 'd:' .. document)
  else redis.call('HSET', open, 'd:' .. document, cjson.encode(overlap)) end
  return op
end

local function sweep(limit)
  for _, token in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, limit)) do
    redis.call('ZREM', due, token)
    if token == '' then add('o', 'reset') end
    local documents = redis.call('HGET', open, 't:' .. token)
    redis.call('HDEL', open, 't:' .. token)
    for _, document in ipairs(documents and cjson.decode(documents) or {}) do
      leave(document, 'unknown', -1, -1)
      add('k', document, 'o', 'unknown')
    end
  end
end
`

/** ARGV … token documents(JSON array) */
export const beginChangeScript = script(`${COMMON}
sweep(8)
local token = ARGV[5]
-- One's own token found again: the command was sent twice.
if redis.call('HSETNX', open, 't:' .. token, ARGV[6]) == 0 then return 1 end
redis.call('ZADD', due, now + ARGV[1], token)
for _, document in ipairs(cjson.decode(ARGV[6])) do enter(document) end
return 1
`)

/** ARGV … token results(JSON array of [document, op, version, etag, atMs, createdAtMs], all strings) */
export const endChangeScript = script(`${COMMON}
local mine = redis.call('HDEL', open, 't:' .. ARGV[5]) == 1
redis.call('ZREM', due, ARGV[5])
for _, result in ipairs(cjson.decode(ARGV[6])) do
  local document, op, version, etag, atMs, createdAtMs = unpack(result)
  if mine then op = leave(document, op, tonumber(createdAtMs), tonumber(version))
  elseif op ~= '' then op = 'unknown' end
  if op == 'unknown' then add('k', document, 'o', op)
  elseif op ~= '' then add('k', document, 'o', op, 'v', version, 'e', etag, 'a', atMs) end
end
return 1
`)

/** ARGV … after('': the end) limit · {lost(0|1), last, entries} */
export const readChangesScript = script(`${COMMON}
sweep(64)
local last = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1][1]
if ARGV[5] == '' then return { 0, last, {} } end
-- While the entry itself is there, none after it has been trimmed.
if #redis.call('XRANGE', log, ARGV[5], ARGV[5]) == 0 then return { 1, last, {} } end
return { 0, last, redis.call('XRANGE', log, '(' .. ARGV[5], '+', 'COUNT', ARGV[6]) }
`)
