import { expect, it } from 'vitest'
import { returnAddress } from './return-address.ts'

const of = (to: string): string => returnAddress(new URLSearchParams({ to }))

it('goes back to where somebody came from', () => {
  expect(of('/collections/movies?sort=-year')).toBe('/collections/movies?sort=-year')
  expect(returnAddress(new URLSearchParams())).toBe('/')
})

it('leads nowhere else', () => {
  expect(of('//example.org/')).toBe('/')
  expect(of('/\\example.org/')).toBe('/')
  expect(of('https://example.org/')).toBe('/')
  expect(of('javascript:alert(1)')).toBe('/')
  expect(of('/sign-in?to=/')).toBe('/')
})
