import { expect, it } from 'vitest'
import { reasonOf, resolveBackend, type Strategy, withVersion } from './backend.ts'

const backend = { name: 'a server', version: '1', close: () => Promise.resolve() }

function usable(name: string): Strategy {
  return { name, attempt: () => Promise.resolve({ backend: { ...backend, name } }) }
}

function unusable(name: string): Strategy {
  return { name, attempt: () => Promise.resolve({ reason: `no ${name}` }) }
}

it('takes the first strategy that works and keeps why the stronger ones did not', async () => {
  const resolution = await resolveBackend([unusable('a'), unusable('b'), usable('c'), usable('d')])
  expect(resolution.backend?.name).toBe('c')
  expect(resolution.passedOver).toEqual([
    { strategy: 'a', reason: 'no a' },
    { strategy: 'b', reason: 'no b' },
  ])
})

it('finds nothing when no strategy works', async () => {
  const resolution = await resolveBackend([unusable('a')])
  expect(resolution).toEqual({
    backend: null,
    passedOver: [{ strategy: 'a', reason: 'no a' }],
  })
})

it('fails instead of trying something weaker when a strategy throws', async () => {
  const broken: Strategy = { name: 'a', attempt: () => Promise.reject(new Error('on purpose')) }
  await expect(resolveBackend([broken, usable('b')])).rejects.toThrow('on purpose')
})

it('makes a reason of one line from any error', () => {
  expect(reasonOf(new Error('first\nsecond'))).toBe('first')
  expect(reasonOf(new AggregateError([new Error('one'), new Error('two')]))).toBe('one; two')
  expect(reasonOf('text')).toBe('text')
})

it('asks a server for its version and keeps the rest as it is', async () => {
  const found = await withVersion({ ...backend, url: 'a://b' }, (url) =>
    Promise.resolve(`8 at ${url}`),
  )
  expect(found).toMatchObject({ name: 'a server', url: 'a://b', version: '8 at a://b' })
})

it('closes a server that does not answer', async () => {
  let closed = false
  const close = async (): Promise<void> => void (closed = true)
  const silent = withVersion({ name: 'a', url: 'a://b', close }, () =>
    Promise.reject(new Error('no')),
  )
  await expect(silent).rejects.toThrow('no')
  expect(closed).toBe(true)
})
