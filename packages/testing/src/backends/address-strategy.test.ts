import { expect, it } from 'vitest'
import { addressStrategy } from './address-strategy.ts'

it('gives a reason when no address is set', async () => {
  const strategy = addressStrategy({
    variable: 'SOME_URL',
    address: undefined,
    version: () => Promise.resolve('1'),
  })
  expect(await strategy.attempt()).toEqual({ reason: 'SOME_URL is not set' })
})

it('names the server it was given, without the credentials', async () => {
  const strategy = addressStrategy({
    variable: 'SOME_URL',
    address: 'redis://user:secret@redis.example:6379/1',
    version: () => Promise.resolve('8.0'),
  })
  expect(await strategy.attempt()).toMatchObject({
    backend: { name: 'server at redis.example:6379 (SOME_URL)', version: '8.0' },
  })
})

it('fails when the given server does not answer, without telling the credentials', async () => {
  const strategy = addressStrategy({
    variable: 'SOME_URL',
    address: 'redis://user:secret@redis.example:6379/1',
    version: () => Promise.reject(new Error('connect ECONNREFUSED')),
  })
  await expect(strategy.attempt()).rejects.toThrow(
    'Expected SOME_URL to name a server that answers, got no answer from redis.example:6379: ' +
      'connect ECONNREFUSED',
  )
})
