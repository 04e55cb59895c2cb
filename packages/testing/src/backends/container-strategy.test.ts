import { expect, it } from 'vitest'
import { containerStrategy } from './container-strategy.ts'

it('does not even look for Docker when the environment wants no container', async () => {
  const strategy = containerStrategy({
    image: 'none',
    port: 1,
    scheme: 'redis',
    version: () => Promise.reject(new Error('never asked')),
  })
  expect(await strategy.attempt()).toEqual({ reason: 'the environment says that none is wanted' })
})
