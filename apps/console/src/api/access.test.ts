import { expect, it } from 'vitest'
import { mayAct } from './access.ts'

it('knows that a role holds the lesser ones', () => {
  const writer = { id: 'k', role: 'writer' } as const
  expect(mayAct(writer, 'reader', 'movies')).toBe(true)
  expect(mayAct(writer, 'writer')).toBe(true)
  expect(mayAct(writer, 'admin', 'movies')).toBe(false)
  expect(mayAct(null, 'reader', 'movies')).toBe(false)
})

it('knows that a key may be bound to collections', () => {
  const admin = { id: 'k', role: 'admin', collections: ['movies'] } as const
  expect(mayAct({ ...admin, collections: [...admin.collections] }, 'admin', 'movies')).toBe(true)
  expect(mayAct({ ...admin, collections: [...admin.collections] }, 'admin', 'songs')).toBe(false)
  expect(mayAct({ ...admin, collections: [...admin.collections] }, 'admin')).toBe(false)
})
