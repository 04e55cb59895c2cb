import { expect, it } from 'vitest'
import { EtagCache } from './etag-cache.ts'

const entry = (characters: number) => ({ etag: '', text: 'x'.repeat(characters) })

it('forgets what was used longest ago once there are too many characters', () => {
  const cache = new EtagCache(30)
  for (const path of ['a', 'b', 'c']) cache.set(path, entry(9))
  cache.get('a')
  cache.set('d', entry(9))
  expect(['a', 'b', 'c', 'd'].filter((path) => cache.get(path))).toEqual(['a', 'c', 'd'])
})

it('counts what is replaced or taken away only once', () => {
  const cache = new EtagCache(30)
  for (let round = 0; round < 10; round++) cache.set('a', entry(20))
  cache.delete('a')
  cache.delete('a')
  cache.set('b', entry(29))
  expect(cache.get('b')).toBeDefined()
  cache.set('c', entry(30))
  expect([cache.get('b'), cache.get('c')]).toEqual([undefined, undefined])
})
