import { expect, it } from 'vitest'
import { parseServed, servedDetails, servedLabel } from './served.ts'

function inWords(cacheStatus: string | null, serverMs: number | null = null): string {
  const served = parseServed({ cacheStatus, serverMs })
  return [servedLabel(served), ...servedDetails(served)].join(', ')
}

it.each([
  ['cstore; hit; ttl=299', 'From the cache, fresh for 5 min'],
  ['cstore; hit; ttl=119', 'From the cache, fresh for 119 s'],
  ['cstore; hit; ttl=0', 'From the cache, fresh for 0 s'],
  ['cstore; hit; ttl=-30', 'From the cache, stale, fresh until 30 s ago'],
  ['cstore; fwd=uri-miss; stored; ttl=9', 'From the database, fresh for 9 s'],
  ['cstore; fwd=uri-miss', 'From the database'],
  [
    'cstore; fwd=uri-miss; stored; ttl=7200; collapsed',
    'From the database, fresh for 2 h, shared with another reader',
  ],
  ['cstore; fwd=request; stored; ttl=300', 'From the database, past the cache, fresh for 5 min'],
  ['cstore; fwd=bypass', 'From the database, not cached'],
  ['cstore; hit; ttl=604800', 'From the cache, fresh for 7 d'],
])('says of %s: %s', (cacheStatus, words) => {
  expect(inWords(cacheStatus)).toBe(words)
})

it('finds our cache among others', () => {
  expect(inWords('cdn; fwd=miss, cstore; hit; ttl=1')).toBe('From the cache, fresh for 1 s')
})

it('says when nothing was said', () => {
  expect(inWords(null)).toBe('Not said how')
  expect(inWords('other; hit; ttl=5')).toBe('Not said how')
  expect(inWords('cstore; hit; ttl=soon')).toBe('From the cache')
})

it('says how long the server took', () => {
  expect(inWords('cstore; hit', 0.04)).toBe('From the cache, < 0.1 ms on the server')
  expect(inWords('cstore; hit', 0.42)).toBe('From the cache, 0.4 ms on the server')
  expect(inWords('cstore; hit', 123.4)).toBe('From the cache, 123 ms on the server')
})
