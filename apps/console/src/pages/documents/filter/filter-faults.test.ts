import { expect, it } from 'vitest'
import type { Condition } from './condition.ts'
import { placeFaults, unplacedFaults } from './filter-faults.ts'

const conditions: readonly Condition[] = [
  { field: 'a', operator: 'gte', type: 'number', text: '1' },
  { field: 'a', operator: 'lt', type: 'number', text: '2' },
  { field: 'b/c', operator: 'eq', type: 'text', text: 'x' },
]

const at = (...pointers: string[]): number[] =>
  placeFaults(
    conditions,
    pointers.map((pointer) => ({ pointer, detail: 'No' })),
  ).map((fault) => fault.at)

it('finds the condition that is meant', () => {
  expect(at('/a/$lt', '/a/$gte', '/b~1c', '/b~1c/$eq', '/$and/1/a/$lt')).toEqual([1, 0, 2, 2, 1])
})

it('leaves what is about none', () => {
  expect(at('', '/z', '/$and', '/$and/0')).toEqual([])
  expect(unplacedFaults(conditions, [{ pointer: '', detail: 'Too many' }])).toEqual(['Too many.'])
})
