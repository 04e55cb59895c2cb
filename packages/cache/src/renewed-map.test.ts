import { expect, it } from 'vitest'
import { RenewedMap } from './renewed-map.ts'

it('holds what was set and not deleted, however much comes and goes', () => {
  const map = new RenewedMap<number>()
  map.set('stays', -1)
  for (let n = 0; n < 1000; n++) {
    map.set(`${n}`, n)
    map.set(`${n}`, n + 1)
    expect(map.get(`${n}`)).toBe(n + 1)
    if (n >= 10) map.delete(`${n - 10}`)
    map.delete('never there')
  }
  expect(map.get('989')).toBeUndefined()
  expect(map.get('990')).toBe(991)
  expect(map.get('stays')).toBe(-1)
})
