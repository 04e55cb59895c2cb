import { describe, expect, it } from 'vitest'
import { changeAddress, readAddress, toggleSort } from './list-address.ts'

const read = (search: string) => readAddress(new URLSearchParams(search))

describe('readAddress', () => {
  it('reads what a list shows', () => {
    expect(
      read('filter={"year":{"$gte":1980}}&sort=-year,title&fields=title,year&limit=100&after=c'),
    ).toEqual({
      filterText: '{"year":{"$gte":1980}}',
      filter: { year: { $gte: 1980 } },
      sort: [
        { field: 'year', order: 'desc' },
        { field: 'title', order: 'asc' },
      ],
      fields: ['title', 'year'],
      limit: 100,
      after: 'c',
    })
  })

  it('has a meaning for nothing and for nonsense', () => {
    expect(read('')).toEqual({
      filterText: '',
      filter: {},
      sort: [],
      fields: null,
      limit: 50,
      after: null,
    })
    expect(read('filter=[1]&limit=7&sort=,').filter).toBeNull()
    expect(read('filter={&limit=-5')).toMatchObject({ filter: null, limit: 50 })
    expect(read('fields=').fields).toEqual([])
  })
})

describe('changeAddress', () => {
  it('keeps the rest, and begins at the first page', () => {
    const search = new URLSearchParams('filter={}&sort=-a&after=x&limit=100')
    const changed = changeAddress(search, { sort: [{ field: 'b', order: 'asc' }] })
    expect(changed.toString()).toBe('filter=%7B%7D&sort=b&limit=100')
    expect(changeAddress(search, { after: 'y' }).get('after')).toBe('y')
    expect(changeAddress(search, { limit: 50, filterText: '' }).toString()).toBe('sort=-a')
  })

  it('knows no fields from those that the documents have', () => {
    const search = new URLSearchParams('fields=a,b')
    expect(changeAddress(search, { fields: [] }).get('fields')).toBe('')
    expect(changeAddress(search, { fields: null }).has('fields')).toBe(false)
  })
})

it('sorts up, down, and not at all', () => {
  const up = toggleSort([], 'a', false)
  const down = toggleSort(up, 'a', false)
  expect(up).toEqual([{ field: 'a', order: 'asc' }])
  expect(down).toEqual([{ field: 'a', order: 'desc' }])
  expect(toggleSort(down, 'a', false)).toEqual([])
  expect(toggleSort(up, 'b', false)).toEqual([{ field: 'b', order: 'asc' }])
  expect(toggleSort(up, 'b', true)).toEqual([...up, { field: 'b', order: 'asc' }])
})
