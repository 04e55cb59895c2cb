import { expect, it } from 'vitest'
import { isLoopback } from './listener.ts'

it.each(['127.0.0.1', '127.9.8.7', '::1', '::ffff:127.0.0.1'])('%s may connect', (address) => {
  expect(isLoopback(address)).toBe(true)
})

it.each(['10.0.0.1', '::ffff:10.0.0.1', '1127.0.0.1', '127.0.0.1.example', '', undefined])(
  '%s may not',
  (address) => {
    expect(isLoopback(address)).toBe(false)
  },
)
