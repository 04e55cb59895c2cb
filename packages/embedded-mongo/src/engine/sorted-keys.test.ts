import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { SortedKeys } from './sorted-keys.ts'

it('holds what a sorted set holds, after any writes and reads', () => {
  const key = fc.integer({ min: 0, max: 300 }).map((number) => String(number).padStart(3, '0'))
  const step = fc.tuple(fc.constantFrom('toggle', 'toggle', 'toggle', 'read'), key)
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), key, key, (steps, from, to) => {
      const model = new Set<string>()
      const keys = new SortedKeys()
      const reads: [string[], string[]][] = []
      for (const [action, one] of steps) {
        if (action === 'read') {
          reads.push([keys.range(undefined, undefined).slice(), [...model].toSorted()])
        } else if (model.delete(one)) keys.remove(one)
        else {
          model.add(one)
          keys.add(one)
        }
      }
      expect(reads.map(([read]) => read)).toEqual(reads.map(([, expected]) => expected))
      const within = [...model].toSorted().filter((one) => one >= from && one <= to)
      expect(keys.range(from, to)).toEqual(from > to ? [] : within)
    }),
  )
})
